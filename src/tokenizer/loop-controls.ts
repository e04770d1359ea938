/** What is read of a template's syntax tree. */
export interface Statement {
  readonly type: string;
  readonly body?: readonly Statement[];
  /** Of an `If`. */
  readonly alternate?: readonly Statement[];
}

const FLAG = { type: "Identifier", value: "__stopped" };
const STOP: Statement = Object.assign(
  { type: "Set", body: [] },
  {
    assignee: FLAG,
    value: { type: "IntegerLiteral", value: 1 },
  },
);

/**
 * The same template without `continue` and `break`: what would be skipped becomes the other branch
 * of the condition, and a loop that has ended passes over the rest. The library drops what an
 * iteration has written before it leaves it; Jinja keeps it. (An `else` of a loop none of whose iterations
 * comes to its end is left out; Jinja writes it, as if there had been none.)
 */
export function withoutLoopControls<Node extends Statement>(node: Node): Node {
  if (node.body === undefined) return node;
  const isLoop = node.type === "For";
  const body = isLoop ? loopBody(node.body) : node.body.map(withoutLoopControls);
  const { alternate } = node;
  return {
    ...node,
    body,
    ...(alternate !== undefined && { alternate: alternate.map(withoutLoopControls) }),
  };
}

function loopBody(body: readonly Statement[]): Statement[] {
  const settled = settle(body);
  if (!leaves(body, ["Break"])) return settled;
  const guarded = { type: "If", test: FLAG, body: [], alternate: settled };
  return [guarded];
}

/** Statements of an iteration, each run only where none before it has ended the iteration. */
function settle(statements: readonly Statement[]): Statement[] {
  const settled: Statement[] = [];
  for (const [i, statement] of statements.entries()) {
    if (statement.type === "Continue") return settled;
    if (statement.type === "Break") return [...settled, STOP];
    if (statement.type === "If" && leaves([statement], ["Break", "Continue"])) {
      const rest = statements.slice(i + 1);
      const body = settle([...(statement.body ?? []), ...rest]);
      const alternate = settle([...(statement.alternate ?? []), ...rest]);
      return [...settled, { ...statement, body, alternate }];
    }
    settled.push(withoutLoopControls(statement));
  }
  return settled;
}

/** Whether one of these stands here or in a condition, but not in a loop inside. */
function leaves(statements: readonly Statement[], types: readonly string[]): boolean {
  return statements.some(
    ({ type, body = [], alternate = [] }) =>
      types.includes(type) || (type === "If" && leaves([...body, ...alternate], types)),
  );
}
