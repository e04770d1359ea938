/** Suites whose cases are the same bytes wherever they are expanded: suite, model, seed. */
export const RECORDED_SUITES: readonly (readonly [
  suite: string,
  model: string,
  seed: number,
  sha256: string,
])[] = [
  [
    "indirect-object",
    "phantom-wired",
    0,
    "8db85773d2112882e99df13876beb250e1601abb8db0a2e7af706f217cb72174",
  ],
  [
    "induction",
    "phantom-wired",
    7,
    "b4c691f168d4a9bb3d791157b2e948b62dd6d093716b7ea59cdd65d24cb040d1",
  ],
  [
    "brackets",
    "phantom-wired",
    2 ** 40,
    "52b3c95183728318ec99701cba6fcb71fd83b55a69f7475f149f6d10968acccb",
  ],
  [
    "gendered-pronouns",
    "stories260k",
    1,
    "f23b03d85fd8757a73075be378f9df5b31d73fff9a986c383e25f6692b3ec2e7",
  ],
];
