import type { Target } from "../../model/target.ts";
import type { Model, Row, Site } from "../../model/types.ts";
import { mean } from "../../tensor/intervals.ts";
import type { Context, ContextCase } from "../context.ts";
import type { LoadedSuiteSubject, SuiteSubject, TextSubject } from "../subject.ts";
import { fitOf, type RoleFit, type RoleKeys, slotRole, textRoles } from "./head-role-fit.ts";
import { answerPlace, slotPlaces } from "./patch-question.ts";
import { onlyRow, severalTokens } from "./rows.ts";
import { targetOrContrast } from "./targets.ts";

/** One text of the question. */
export interface RoleCase {
  readonly input: string | Row;
  readonly of?: ContextCase["of"];
  readonly roles: readonly RoleKeys[];
}

/**
 * The texts of a subject, the roles that are looked for in each, and what is measured.
 * @throws VitrineError `BAD_INPUT` for a text of one token.
 */
export async function roleQuestion(
  subject: SuiteSubject | TextSubject,
  context: Context,
): Promise<{ readonly cases: readonly RoleCase[]; readonly target: Target }> {
  const { model } = subject;
  if ("suite" in subject) {
    const { suite } = subject as LoadedSuiteSubject;
    const slots = [...new Set(suite.cases.flatMap(({ spans }) => spans.map(({ slot }) => slot)))];
    const cases = suite.cases.map((one): RoleCase => {
      const { ids } = model.prepare(one.clean)[0];
      const from = answerPlace(model, ids);
      const atSlots = slots.map((slot) => slotRole(slot, ids.length, from, slotPlaces(one, slot)));
      return { input: one.clean, of: one, roles: [...textRoles(ids), ...atSlots] };
    });
    return { cases, target: context.target ?? suite.target };
  }
  const row = onlyRow(context.where, subject.input);
  severalTokens(context.where, model, row);
  const target = await targetOrContrast(context, model, row);
  return { cases: [{ input: row, roles: textRoles(model.prepare(row)[0].ids) }], target };
}

/** A case that asks for the target. */
export function askOf({ input, of }: RoleCase, target: Target): ContextCase {
  return of === undefined ? { input, target } : { input, of, target };
}

/** The target of every case as it is, and by layer and head each role's fit, means over cases. */
export async function readRoles(
  model: Model,
  sites: readonly Site[],
  cases: readonly RoleCase[],
  target: Target,
  context: Context,
): Promise<{ readonly clean: readonly number[]; readonly fits: readonly RoleFit[][][] }> {
  const capture = sites.map(({ name }) => name);
  const runs = cases.map((one) => ({ ...askOf(one, target), capture }));
  const clean: number[] = [];
  const samples: RoleFit[][][][] = [];
  for await (const { index, value, cache } of context.stream(runs)) {
    clean[index] = value!;
    samples[index] = sites.map(({ name }) => {
      const { dims, data } = cache!.get(name);
      const length = dims.at(-1)!;
      return Array.from({ length: model.config.nHeads }, (_, head) => {
        const from = head * length * length;
        const values = (data as Float32Array).subarray(from, from + length * length);
        return cases[index].roles.map((role) => fitOf({ values, length }, role, model.isCausal));
      });
    });
  }
  const fits = samples[0].map((heads, layer) =>
    heads.map((roles, head) =>
      roles.map((role, i) =>
        meanFit(
          role,
          samples.map((sample) => sample[layer][head][i]),
        ),
      ),
    ),
  );
  return { clean, fits };
}

/** Over the cases that have such queries. */
function meanFit(fit: RoleFit, all: readonly RoleFit[]): RoleFit {
  const known = all.filter(({ share }) => !Number.isNaN(share));
  const average = (of: (one: RoleFit) => number): number => mean(known.map(of));
  return { ...fit, share: average(({ share }) => share), even: average(({ even }) => even) };
}
