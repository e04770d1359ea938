import {
  type CompletionWords,
  distinctFlags,
  type FlagWords,
  switches,
  type Word,
} from "./words.ts";

/** The completion of zsh, with what each word is about. */
export function zshCompletion(words: CompletionWords): string {
  return [
    "#compdef vitrine",
    "# Completion for zsh. Once: source <(vitrine completion zsh)",
    "# For good: vitrine completion zsh > a file _vitrine in a folder of $fpath",
    "_vitrine() {",
    ...readLine(words),
    ...valuesOfFlag(words),
    "  if [[ $cur == -* ]]; then",
    ...flagNames(words),
    ...firstArguments(words),
    "  fi",
    "  _describe vitrine said",
    "}",
    'if [[ ${funcstack[1]} == _vitrine ]]; then _vitrine "$@"; else compdef _vitrine vitrine; fi',
  ].join("\n");
}

/** Finds the command, the method by its id, and the flag that the word belongs to. */
function readLine({ commands, methods }: CompletionWords): string[] {
  return [
    '  local cur="${words[CURRENT]}" flag="${words[CURRENT-1]}" command="" method="" i word',
    "  local -a said",
    "  if [[ $cur == --*=* ]]; then flag=${cur%%=*}; cur=${cur#*=}; compset -P '*='; fi",
    "  for ((i = 2; i < CURRENT; i++)); do",
    '    word="${words[i]}"',
    '    case "$word" in',
    `      ${switches(commands).join("|")}|--*=*) ;;`,
    "      -*) ((i++)) ;;",
    "      *) if [[ -z $command ]]; then command=$word; elif [[ -z $method ]]; then method=$word; fi ;;",
    "    esac",
    "  done",
    ...choose(
      "$method",
      "  ",
      methods.map(({ name, aliases }) => [[name, ...aliases], `method=${name}`]),
    ),
  ];
}

/** Answers with what may follow the flag, where the word belongs to one. */
function valuesOfFlag({ commands, methods }: CompletionWords): string[] {
  const answer = ({ values, files }: FlagWords): string => {
    const words = values.length > 0 ? `compset -P '*,'; compadd -- ${values.join(" ")}; ` : "";
    return `${words}${files ? "_files; " : ""}return`;
  };
  const own = methods.flatMap(({ name, flags }) =>
    flags.map((one): Case => [[`run ${name} ${one.flag}`], answer(one)]),
  );
  const common = distinctFlags(commands).map((one): Case => [[one.flag], answer(one)]);
  return [...choose("$command $method $flag", "  ", own), ...choose("$flag", "  ", common)];
}

function flagNames({ commands, methods }: CompletionWords): string[] {
  const list = (flags: readonly FlagWords[]): string =>
    described(flags.map(({ flag, about }) => ({ name: flag, about })));
  return [
    ...choose("$command", "    ", [
      ...commands.map(({ name, flags }): Case => [[name], `said=(${list(flags)})`]),
      [[""], "said=(--help --version --lang --debug)"],
    ]),
    ...choose(
      "$command $method",
      "    ",
      methods.map(({ name, flags }) => [[`run ${name}`], `said+=(${list(flags)})`]),
    ),
  ];
}

function firstArguments({ commands }: CompletionWords): string[] {
  return [
    `  elif [[ -z $command ]]; then said=(${described(commands)})`,
    "  elif [[ -z $method ]]; then",
    ...choose(
      "$command",
      "    ",
      commands.map((command) => [[command.name], `said=(${described(command.arguments)})`]),
    ),
  ];
}

/** Patterns, and what is done. */
type Case = readonly [patterns: readonly string[], action: string];

function choose(word: string, indent: string, cases: readonly Case[]): string[] {
  return [
    `${indent}case "${word}" in`,
    ...cases.map(
      ([patterns, action]) =>
        `${indent}  ${patterns.map((one) => `"${one}"`).join("|")}) ${action} ;;`,
    ),
    `${indent}esac`,
  ];
}

/** Words with what they are about, as `_describe` reads them: `name:about`. */
function described(words: readonly Word[]): string {
  return words.map(({ name, about }) => quoted(about === "" ? name : `${name}:${about}`)).join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
