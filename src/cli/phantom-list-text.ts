import { phantoms } from "../bundled/models.ts";
import type {
  PlantedProperty,
  PlantedWiring,
  PlantedWorld,
  WiredSubspace,
} from "../bundled/list-planted.ts";
import type { WiredPart } from "../bundled/truth-wired.ts";
import { formatNumber, formatPercent } from "../view/number.ts";
import { type Text, translator } from "../view/text.ts";
import { wrapText } from "../view/text-width.ts";
import { columns, type Entry, heading, labelled, muted } from "./layout.ts";
import { cliMessages } from "./messages.ts";
import { phantomMessages } from "./phantom-messages.ts";
import type { Shell } from "./shell.ts";

/** What was planted in a phantom, as text. */
export function plantedText(
  model: string,
  planted: PlantedWorld | PlantedWiring,
  shell: Shell,
): string {
  const text = translator(shell.language, phantomMessages, cliMessages);
  const lines =
    planted.kind === "world"
      ? worldLines(model, planted, text, shell)
      : wiringLines(model, planted, text, shell);
  const others = phantoms.filter((name) => name !== model).join(text("cli.comma"));
  const more = wrapText(text("phantom.more", { models: others }), shell.width);
  return [...lines, "", ...more.map((line) => muted(line, shell))].join("\n");
}

function worldLines(model: string, world: PlantedWorld, text: Text, shell: Shell): string[] {
  const { facts, canaries, members, nonMembers, trigger } = world;
  const labels = world.labels.map((label) => label.trim()).join(text("cli.comma"));
  return [
    ...title(text("phantom.world", { model, seed: String(world.seed) }), shell),
    "",
    ...columns(
      world.properties.map((property) => propertyEntry(property, text, shell)),
      shell,
    ),
    "",
    heading(text("phantom.beside"), shell),
    ...labelled(
      [
        [`  ${text("phantom.facts")}`, [text("phantom.facts.count", { count: facts })]],
        [`  ${text("phantom.canaries")}`, [text("phantom.canaries.count", { count: canaries })]],
        [`  ${text("phantom.members")}`, [text("phantom.members.count", { members, nonMembers })]],
        [`  ${text("phantom.labels")}`, [text("phantom.labels.names", { labels, trigger })]],
      ],
      shell,
    ),
  ];
}

function propertyEntry(property: PlantedProperty, text: Text, { language }: Shell): Entry {
  const { id, title, about, unit, target, measure, probes, controls, example } = property;
  const strengths = property.strengths.map(formatNumber).join(text("cli.comma"));
  const counted = text("phantom.probes", { probes, controls, unit: unit[language], strengths });
  const goal =
    target === null
      ? ""
      : measure === "distribution"
        ? text("phantom.target.distribution", target)
        : text("phantom.target", { ...target, value: formatPercent(target.value) });
  const words = text("phantom.property", { title: title[language], about: about[language] });
  return [id, words, `${counted}${goal}${text("phantom.example", { example })}`];
}

function wiringLines(model: string, wiring: PlantedWiring, text: Text, shell: Shell): string[] {
  const { form, circuits, parts, subspaces } = wiring;
  const heads = parts.filter(({ node }) => node.kind === "head");
  const neurons = parts.filter(({ node }) => node.kind === "neuron");
  const named = {
    model,
    form: text(`phantom.form.${form.normalisation}`),
    noise: String(form.noise),
  };
  const circuitEntries = circuits.map((circuit): Entry => {
    const { id, nodes, edges, prompts, example } = circuit;
    const facts = { nodes: nodes.length, edges, prompts, example };
    return [id, circuit.title[shell.language], text("phantom.circuit", facts)];
  });
  const sections: readonly (readonly [string, readonly Entry[]])[] = [
    ["phantom.circuits", circuitEntries],
    ["phantom.heads", heads.map((part) => headEntry(part, text))],
    ["phantom.neurons", neuronEntries(neurons, text)],
    ["phantom.features", subspaces.map((space) => featureEntry(space, text))],
  ];
  return [
    ...title(text("phantom.wired", named), shell),
    ...sections.flatMap(([id, entries]) => [
      "",
      heading(text(id), shell),
      ...columns(entries, shell),
    ]),
  ];
}

function headEntry({ id, role, circuit, moves, wakesWithout }: WiredPart, text: Text): Entry {
  const said = text(`phantom.role.${role}`);
  const words = circuit === null ? said : text("phantom.role", { role: said, circuit });
  const notes = [
    ...(moves === undefined || role === "dead" ? [] : [text("phantom.moves", moves)]),
    ...(wakesWithout === undefined ? [] : [text("phantom.wakes", { part: wakesWithout })]),
  ];
  return [id, words, notes.join(text("cli.semicolon"))];
}

/** Neurons of one circuit together: each looks up one thing. */
function neuronEntries(neurons: readonly WiredPart[], text: Text): Entry[] {
  const circuits = [...new Set(neurons.map(({ circuit }) => circuit))];
  return circuits.map((circuit) => {
    const members = neurons.filter((part) => part.circuit === circuit);
    const labels = members.map(({ id, label }) => (circuit === null ? id : `${id} ${label ?? ""}`));
    return [circuit ?? text("phantom.role.dead"), labels.join(text("cli.comma"))];
  });
}

function featureEntry({ id, since, features }: WiredSubspace, text: Text): Entry {
  const [first, ...rest] = features.map((feature) => feature.slice(id.length + 1));
  const named = rest.length > SHOWN ? [first, ...rest.slice(0, SHOWN), "…"] : [first, ...rest];
  const count = text("phantom.feature", { count: features.length, since });
  return [id, named.join(text("cli.comma")), count];
}

/** Features named of a subspace beside its first. */
const SHOWN = 4;

function title(words: string, shell: Shell): string[] {
  return wrapText(words, shell.width).map((line) => heading(line, shell));
}
