import { type CompletionWords, distinctFlags, type FlagWords, switches } from "./words.ts";

/** The completion of bash, from 3.2 up, with nothing else installed. */
export function bashCompletion(words: CompletionWords): string {
  return [
    "# Completion for bash. Once: source <(vitrine completion bash)",
    "# For good: vitrine completion bash >> ~/.bash_completion",
    "_vitrine() {",
    ...readLine(words),
    ...valuesOfFlag(words),
    "  if [[ -z $flag ]]; then",
    "    if [[ $cur == -* ]]; then",
    ...flagNames(words),
    ...firstArguments(words),
    "    fi",
    "  fi",
    ...REPLY,
    "}",
    "complete -F _vitrine vitrine",
  ].join("\n");
}

/** Finds the command, the method by its id, and the flag that the word belongs to. */
function readLine({ commands, methods }: CompletionWords): string[] {
  return [
    '  local cur="${COMP_WORDS[COMP_CWORD]}" flag="${COMP_WORDS[COMP_CWORD-1]}"',
    '  local command="" method="" words="" files="" head="" i word',
    "  # bash takes = for a word of its own",
    '  if [[ $cur == "=" ]]; then cur=""',
    '  elif [[ $flag == "=" ]]; then flag="${COMP_WORDS[COMP_CWORD-2]}"; fi',
    "  for ((i = 1; i < COMP_CWORD; i++)); do",
    '    word="${COMP_WORDS[i]}"',
    '    case "$word" in',
    `      ${switches(commands).join("|")}) ;;`,
    '      -*) [[ ${COMP_WORDS[i+1]} == "=" ]] && ((i++)); ((i++)) ;;',
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

/** What may follow the flag; none is left where it is a switch, or no flag at all. */
function valuesOfFlag({ commands, methods }: CompletionWords): string[] {
  const value = ({ values, files }: FlagWords): string =>
    `words=${quoted(values)}${files ? " files=1" : ""}`;
  const own = methods.flatMap(({ name, flags }) =>
    flags.map((one): Case => [[`run ${name} ${one.flag}`], value(one)]),
  );
  const common = distinctFlags(commands).map((one): Case => [[one.flag], value(one)]);
  return [
    ...choose("$command $method $flag", "  ", [
      ...own,
      [null, choose("$flag", "    ", [...common, [null, 'flag=""']]).join("\n")],
    ]),
  ];
}

function flagNames({ commands, methods }: CompletionWords): string[] {
  const names = (flags: readonly FlagWords[]): string => flags.map(({ flag }) => flag).join(" ");
  return [
    ...choose("$command", "      ", [
      ...commands.map(({ name, flags }): Case => [[name], `words="${names(flags)}"`]),
      [[""], 'words="--help --version --lang --debug"'],
    ]),
    ...choose(
      "$command $method",
      "      ",
      methods.map(({ name, flags }) => [[`run ${name}`], `words="$words ${names(flags)}"`]),
    ),
  ];
}

function firstArguments({ commands }: CompletionWords): string[] {
  const names = (words: readonly { readonly name: string }[]): readonly string[] =>
    words.map(({ name }) => name);
  return [
    `    elif [[ -z $command ]]; then words=${quoted(names(commands))}`,
    "    elif [[ -z $method ]]; then",
    ...choose(
      "$command",
      "      ",
      commands.map((command) => [[command.name], `words=${quoted(names(command.arguments))}`]),
    ),
  ];
}

/** Answers; of a list with commas, what follows the last. */
const REPLY: readonly string[] = [
  '  if [[ -n $flag && $cur == *,* ]]; then head="${cur%,*},"; cur="${cur##*,}"; fi',
  '  COMPREPLY=($(compgen -P "$head" -W "$words" -- "$cur"))',
  "  if [[ -n $files ]]; then",
  "    compopt -o filenames 2>/dev/null",
  "    local IFS=$'\\n'",
  '    COMPREPLY+=($(compgen -f -- "$cur"))',
  "  fi",
];

/** Patterns, null for any other, and what is done. */
type Case = readonly [patterns: readonly string[] | null, action: string];

function choose(word: string, indent: string, cases: readonly Case[]): string[] {
  return [
    `${indent}case "${word}" in`,
    ...cases.map(([patterns, action]) => {
      const pattern = patterns === null ? "*" : patterns.map((one) => `"${one}"`).join("|");
      return `${indent}  ${pattern}) ${action} ;;`;
    }),
    `${indent}esac`,
  ];
}

function quoted(words: readonly string[]): string {
  return `"${words.join(" ")}"`;
}
