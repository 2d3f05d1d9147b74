import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../lib/package.ts';

/** One place in the source that makes an error for users. */
export interface UserErrorSource {
  code: string;
  /** The file it stands in, relative to the package. */
  file: string;
  /** Its wordings, `…` for what is put in when it happens; empty where it is put together elsewhere. */
  wordings: string[];
}

/** Every object literal in the source that has a `code`, and `what` (a UserError) or `message` (a model's problem). */
export async function userErrors(): Promise<UserErrorSource[]> {
  const folders = await Promise.all(['lib', 'bin', 'generators'].map(filesIn));
  const found = folders.flat().map(async (file) => errorsIn(file, await readFile(file, 'utf8')));
  return (await Promise.all(found)).flat();
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(packageRoot, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function errorsIn(file: string, text: string): UserErrorSource[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: UserErrorSource[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const codes = leaves(member(node, 'code'));
      const said = member(node, 'what') ?? member(node, 'message');
      if (said !== undefined)
        for (const code of codes)
          found.push({
            code,
            file: path.relative(packageRoot, file),
            wordings: leaves(said).filter((wording) => wording !== '…'),
          });
    }
    // lib/onnx/judge/kernels.ts: problem(code, what, hint, operators)
    if (ts.isCallExpression(node) && node.expression.getText() === 'problem') {
      const [code, said] = node.arguments.flatMap((argument) => leaves(argument));
      found.push({ code: code!, file: path.relative(packageRoot, file), wordings: [`… ${said}: …`] });
    }
    node.forEachChild(visit);
  };
  visit(source);
  return found;
}

/** What stands behind `name:`, or the constant that a shorthand `name` refers to. */
function member(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of object.properties) {
    if (property.name?.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return constant(property, name);
  }
  return undefined;
}

/** The value of the nearest `const name = …` around or before a node; the name itself where there is none. */
function constant(use: ts.ShorthandPropertyAssignment, name: string): ts.Expression {
  for (let block: ts.Node = use; block.parent !== undefined; block = block.parent) {
    for (const statement of ts.isBlock(block) ? block.statements : []) {
      if (!ts.isVariableStatement(statement)) continue;
      const declared = statement.declarationList.declarations.find((one) => one.name.getText() === name);
      if (declared?.initializer) return declared.initializer;
    }
  }
  return use.name;
}

/** The texts that an expression can come to: both sides of a condition, a template with `…` for its holes. */
function leaves(node: ts.Expression | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) {
    return [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')];
  }
  if (ts.isConditionalExpression(node)) return [...leaves(node.whenTrue), ...leaves(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return leaves(node.expression);
  if (ts.isBinaryExpression(node)) return [...leaves(node.left), ...leaves(node.right)];
  return ['…'];
}
