/** What is read of a template's syntax tree; expressions stand in bodies where they are printed. */
export interface Statement {
  readonly type: string;
  readonly body?: readonly Statement[];
  /** Of an `If`. */
  readonly alternate?: readonly Statement[];
  /** Of a `For`: its `else`. */
  readonly defaultBlock?: readonly Statement[];
}

/** Functions that the changed tree calls, see `jinja.ts`. */
export const PRINTED = "__printed";
export const FORGET = "__forget";
export const TEXT = "__text";
export const EQUAL = "__equal";
export const UNEQUAL = "__unequal";
export const MODULO = "__modulo";
const STOPPED = "__stopped";

const NOT_PRINTED: ReadonlySet<string> = new Set([
  ...["Program", "Set", "If", "For", "Macro", "CallStatement", "FilterStatement"],
  ...["Comment", "Break", "Continue", "StringLiteral"],
]);

/**
 * The tree changed where the library that runs it differs from Jinja without saying so: values are
 * printed as Python writes them; `strip`, `lstrip` and `rstrip` take the characters they are told,
 * `capitalize` lowers the others; lists and mappings are equal by what they hold, and values of
 * different kinds are not; the remainder of a division has the divisor's sign;
 * what an iteration of a loop sets is gone in the next; `continue`
 * and `break` keep what the iteration has written before. (An `else` of a loop none of whose
 * iterations comes to its end is left out; Jinja writes it, as if there had been none.)
 */
export function asJinja<Node extends Statement>(program: Node): Node {
  return withoutLoopControls(changed(program) as Node);
}

/** A node of the same class: the library tells its nodes by it. */
function like<Node extends object>(node: Node, fields: object): Node {
  return Object.assign(Object.create(Object.getPrototypeOf(node) as object) as Node, fields);
}

function changed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(changed);
  if (value instanceof Map) return new Map(changed([...value]) as [unknown, unknown][]);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => [name, changed(inner)] as const);
  return withChanges(like(value, Object.fromEntries(fields)));
}

function withChanges(node: object): object {
  const { type, body, alternate, defaultBlock } = node as Statement;
  if (type === "CallExpression") return withTextMethod(node as CallExpression);
  if (type === "FilterExpression") return withTextFilter(node as FilterExpression);
  if (type === "BinaryExpression") return withOperator(node as BinaryExpression);
  if (body === undefined) return node;
  const forgotten = type === "For" ? forget(node as For) : [];
  return like(node, {
    ...node,
    body: [...forgotten, ...body.map(printed)],
    ...(alternate !== undefined && { alternate: alternate.map(printed) }),
    ...(defaultBlock !== undefined && { defaultBlock: defaultBlock.map(printed) }),
  });
}

function withOperator(node: BinaryExpression): Statement {
  const { operator, left, right } = node;
  if (operator.value === "~") {
    return like(node, { ...node, left: printed(left), right: printed(right) });
  }
  const name = OPERATORS[operator.value];
  return name === undefined ? node : call(node, name, [left, right]);
}

const OPERATORS: Readonly<Record<string, string | undefined>> = {
  "==": EQUAL,
  "!=": UNEQUAL,
  "%": MODULO,
};

interface CallExpression extends Statement {
  readonly callee: Statement & { readonly object?: Statement; readonly property?: Statement };
  readonly args: readonly Statement[];
}

/** `text.strip(characters)`, `text.capitalize()`. */
function withTextMethod(node: CallExpression): Statement {
  const { object, property } = node.callee;
  if (object === undefined || property?.type !== "Identifier") return node;
  const [name] = namesIn(property);
  const isOther = name === "capitalize" || (/^[lr]?strip$/.test(name) && node.args.length > 0);
  return isOther ? textMethod(node, object, name, node.args) : node;
}

function textMethod(
  near: Statement,
  text: Statement,
  name: string,
  args: readonly Statement[],
): Statement {
  const method = like(near, { type: "StringLiteral", value: name });
  return call(near, TEXT, [text, method, ...args]);
}

interface FilterExpression extends Statement {
  readonly operand: Statement;
  readonly filter: Statement;
}

/** `text | capitalize`. */
function withTextFilter(node: FilterExpression): Statement {
  const [name] = namesIn(node.filter);
  return name === "capitalize" ? textMethod(node, node.operand, name, []) : node;
}

interface BinaryExpression extends Statement {
  readonly operator: { readonly value: string };
  readonly left: Statement;
  readonly right: Statement;
}

function printed(statement: Statement): Statement {
  return NOT_PRINTED.has(statement.type) ? statement : call(statement, PRINTED, [statement]);
}

function call(near: Statement, name: string, args: readonly Statement[]): Statement {
  const callee = like(near, { type: "Identifier", value: name });
  return like(near, { type: "CallExpression", callee, args });
}

interface For extends Statement {
  readonly loopvar: Statement;
  readonly body: readonly Statement[];
}

interface SetStatement extends Statement {
  readonly assignee: Statement;
}

/** Takes away what the iteration before has set. */
function forget(loop: For): Statement[] {
  const own = namesIn(loop.loopvar);
  const names = new Set(namesSet(loop.body).filter((name) => !own.includes(name)));
  const args = Array.from(names, (value) => like(loop as object, { type: "StringLiteral", value }));
  return names.size === 0 ? [] : [call(loop, FORGET, args as Statement[])];
}

function namesSet(statements: readonly Statement[]): string[] {
  return statements.flatMap((statement) => {
    const { type, body = [], alternate = [] } = statement;
    if (type === "Set") return namesIn((statement as SetStatement).assignee);
    return type === "If" ? namesSet([...body, ...alternate]) : [];
  });
}

/** `x`, or `x, y`. */
function namesIn(target: Statement): string[] {
  const { type, value } = target as Statement & { readonly value?: unknown };
  if (type === "Identifier") return [value as string];
  return type === "TupleLiteral" ? (value as readonly Statement[]).flatMap(namesIn) : [];
}

/**
 * What `continue` and `break` would skip becomes the other branch of the condition, and a loop that
 * has ended passes over the rest.
 */
function withoutLoopControls<Node extends Statement>(node: Node): Node {
  const { type, body, alternate, defaultBlock } = node;
  if (body === undefined) return node;
  return like(node, {
    ...node,
    body: type === "For" ? loopBody(body) : body.map(withoutLoopControls),
    ...(alternate !== undefined && { alternate: alternate.map(withoutLoopControls) }),
    ...(defaultBlock !== undefined && { defaultBlock: defaultBlock.map(withoutLoopControls) }),
  });
}

function loopBody(body: readonly Statement[]): Statement[] {
  const settled = settle(body);
  if (!leaves(body, ["Break"])) return settled;
  const test = like(body[0], { type: "Identifier", value: STOPPED });
  return [like(body[0], { type: "If", test, body: [], alternate: settled })];
}

/** Statements of an iteration, each run only where none before it has ended the iteration. */
function settle(statements: readonly Statement[]): Statement[] {
  const settled: Statement[] = [];
  for (const [i, statement] of statements.entries()) {
    if (statement.type === "Continue") return settled;
    if (statement.type === "Break") return [...settled, stop(statement)];
    if (statement.type === "If" && leaves([statement], ["Break", "Continue"])) {
      const rest = statements.slice(i + 1);
      const body = settle([...(statement.body ?? []), ...rest]);
      const alternate = settle([...(statement.alternate ?? []), ...rest]);
      return [...settled, like(statement, { ...statement, body, alternate })];
    }
    settled.push(withoutLoopControls(statement));
  }
  return settled;
}

function stop(near: Statement): Statement {
  const assignee = like(near, { type: "Identifier", value: STOPPED });
  const value = like(near, { type: "IntegerLiteral", value: 1 });
  return like(near, { type: "Set", assignee, value, body: [] });
}

/** Whether one of these stands here or in a condition, but not in a loop inside. */
function leaves(statements: readonly Statement[], types: readonly string[]): boolean {
  return statements.some(
    ({ type, body = [], alternate = [] }) =>
      types.includes(type) || (type === "If" && leaves([...body, ...alternate], types)),
  );
}
