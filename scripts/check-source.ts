/**
 * What no linter rule says: methods ask the model for its sites and never write hook names, and the
 * library throws nothing but VitrineError.
 *
 *     npm run check:source [-- ROOT]
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const root = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, ".."));
const HOOK_NAME = /\bblocks\.|\bhook_/;
/** A caught value thrown again is no `throw new`, and needs no entry here. */
const ALLOWED_ERRORS = new Set(["VitrineError"]);

const findings = sources().flatMap((file) => check(file));
for (const finding of findings) process.stderr.write(`${finding}\n`);
process.exitCode = findings.length > 0 ? 1 : 0;

function sources(): readonly string[] {
  return readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/\.(test|generated)\.ts$/.test(file))
    .map((file) => path.join("src", file).replaceAll(path.sep, "/"))
    .sort();
}

function check(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const report = (node: ts.Node, message: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1} ${message}`);
  };
  visit(source);
  return found;

  function visit(node: ts.Node): void {
    const thrown = thrownClass(node);
    if (thrown !== null && !ALLOWED_ERRORS.has(thrown)) {
      report(node, `throws ${thrown}; throw a VitrineError`);
    }
    if (file.startsWith("src/methods/") && isText(node) && HOOK_NAME.test(node.text)) {
      report(node, `writes the hook name "${node.text}"; ask model.sites(kind) for it`);
    }
    ts.forEachChild(node, visit);
  }
}

function thrownClass(node: ts.Node): string | null {
  if (!ts.isThrowStatement(node) || !ts.isNewExpression(node.expression)) return null;
  return node.expression.expression.getText();
}

function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateLiteralLikeNode {
  return ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node);
}
