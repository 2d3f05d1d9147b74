import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { expect, describe, it } from 'vitest';
import { elementType } from '../lib/onnx/model/datatypes.ts';
import { packageRoot } from '../lib/package.ts';

const TABLES = ['lib/onnx/model/datatypes.ts', 'templates/service/src/serving/tensors/datatypes.ts'];
/** The words of other formats, which are not these datatypes. */
const OTHERS = ['lib/formats/folders/triton.ts'];

const names = Array.from({ length: 100 }, (_, number) => elementType(number))
  .filter(({ kind }) => kind !== 'other')
  .map(({ name }) => name);
const parts = ['FP', 'INT', 'UINT', 'BFLOAT', 'FLOAT', 'COMPLEX'];

const PATTERN = /(?<![A-Z])(FP|INT|UINT|BOOL|BYTES)(?![A-Z])/;

/** What in this code asks for a datatype by its name: names as strings and keys, parts of them, and patterns. */
function asked(code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && [...names, ...parts].includes(node.text)) found.push(node.text);
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && names.includes(node.name.text))
      found.push(node.name.text);
    if (ts.isRegularExpressionLiteral(node) && PATTERN.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.ts', code, ts.ScriptTarget.Latest, true));
  return found;
}

describe('what is known of a datatype', () => {
  it.each([
    ["if (datatype.startsWith('FP')) return;", ['FP']],
    ["const WIDE = ['INT64', 'UINT64'];", ['INT64', 'UINT64']],
    ['const SIZES = { FP32: 4 };', ['FP32']],
    ['/^U?INT(8|16)$/.test(datatype)', ['/^U?INT(8|16)$/']],
    ["const hint = 'A BOOL is one byte'; // 'FP32'", []],
  ])('is found by its name in %s', (code, found) => {
    expect(asked(code)).toEqual(found);
  });

  it('stands in the two tables alone', async () => {
    const found: Record<string, string[]> = {};
    for (const folder of ['lib', 'templates/service/src', 'templates/container/src']) {
      for (const name of await readdir(path.join(packageRoot, folder), { recursive: true })) {
        const file = path.posix.join(folder, ...name.split(path.sep));
        if (!file.endsWith('.ts')) continue;
        const words = asked(await readFile(path.join(packageRoot, file), 'utf8'));
        if (words.length > 0) found[file] = words;
      }
    }
    expect(Object.keys(found).sort()).toEqual([...OTHERS, ...TABLES].sort());
  });
});
