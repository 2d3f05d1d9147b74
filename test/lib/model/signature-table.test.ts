import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../../lib/io/text.ts';
import { signatureTable } from '../../../lib/model/signature-table.ts';
import type { Card } from '../../../lib/onnx/card/card.ts';

const iris: Card = {
  version: 1,
  source: { file: 'iris.onnx', origin: 'file', bytes: 1031, sha256: '' },
  producer: 'skl2onnx',
  irVersion: 8,
  opsets: { 'ai.onnx': 21, 'ai.onnx.ml': 1 },
  inputs: [{ name: 'X', datatype: 'FP32', shape: [-1, 4] }],
  outputs: [
    { name: 'label', datatype: 'BYTES', shape: ['N'] },
    { name: 'probability', datatype: 'FP32', shape: null, classes: ['setosa', 'versicolor', 'virginica'] },
  ],
  omitted: [],
  columns: [{ name: 'sepal_length', unit: 'cm' }, { name: 'species' }],
  example: {},
  exampleOrigin: 'signature',
};

const many = (length: number, prefix: string): string[] =>
  Array.from(
    { length },
    (_, i) => `${prefix}${'x'.repeat(100 - prefix.length - 3)}${String(i).padStart(3, '0')}`,
  );

/** 210 inputs, 12 outputs and 30 left out, all with names of 100 characters, and as many columns and classes. */
const wide: Card = {
  ...iris,
  source: { ...iris.source, file: `${'f'.repeat(120)}.onnx` },
  producer: 'p'.repeat(90),
  inputs: many(210, 'in_').map((name) => ({
    name,
    datatype: 'UINT16',
    shape: ['batch_of_a_very_long_name', 'time', 'sequence_of_a_very_long_name', 4],
  })),
  outputs: many(12, 'out_').map((name) => ({
    name,
    datatype: 'FP32',
    shape: [1],
    classes: many(50, 'class_'),
  })),
  omitted: many(30, 'gone_').map((name) => ({
    name,
    type: 'MAP',
    reason: 'maps that are no ZipMap '.repeat(5),
  })),
  columns: many(210, 'in_').map((name) => ({ name, unit: 'cm' })),
};

const widest = (lines: string[]): number => Math.max(...lines.map((line) => line.length));

describe('the table of what was found in a model', () => {
  it('has a header, a row for each input and output, and the names under their labels', () => {
    expect(signatureTable(iris, 80)).toEqual([
      'iris.onnx: 1.0 kB, skl2onnx, ai.onnx 21, ai.onnx.ml 1',
      '         name         datatype  shape',
      '  takes  X            FP32      [?, 4]',
      '  gives  label        BYTES     [N]',
      '  gives  probability  FP32      [...]',
      '  columns: sepal_length (cm), species',
      '  classes of probability: setosa, versicolor, virginica',
    ]);
  });

  it('wraps a list of names under its label', () => {
    expect(signatureTable(iris, 40).slice(-3)).toEqual([
      '  columns: sepal_length (cm), species',
      '  classes of probability: setosa,',
      '    versicolor, virginica',
    ]);
  });

  it.each([40, 80, 132])('fits into %i columns, however many and long the names are', (width) => {
    const lines = signatureTable(wide, width);
    expect(widest(lines)).toBeLessThanOrEqual(width);
    expect(lines.filter((line) => line.startsWith('  takes'))).toHaveLength(8);
    expect(lines.filter((line) => line.startsWith('  gives'))).toHaveLength(8);
  });

  it('says how many inputs, outputs, columns and classes it does not show', () => {
    const text = signatureTable(wide, 80).join('\n');
    expect(text).toContain('... and 202 more inputs\n');
    expect(text).toContain('... and 4 more outputs\n');
    expect(text).toContain('... and 22 more left out');
    expect(text).toContain('... (210 in all)');
    expect(text).toContain('... (50 in all)');
  });

  it('keeps both ends of a long name, so that those that differ in their last part can be told apart', () => {
    const rows = signatureTable(wide, 80).filter((line) => line.startsWith('  takes'));
    expect(rows[0]).toMatch(/^  takes {2}in_x+\.\.\.x+000 {2}UINT16/);
    expect(rows[1]).toMatch(/^  takes {2}in_x+\.\.\.x+001 {2}UINT16/);
  });

  it('leaves the room that short shapes do not need to the names', () => {
    const card: Card = { ...iris, inputs: [{ name: 'n'.repeat(48), datatype: 'FP32', shape: [1] }] };
    expect(signatureTable(card, 80).join('\n')).toContain('n'.repeat(48));
  });

  it('shows why an output is left out', () => {
    const omitted = [{ name: 'scores', type: 'SEQUENCE', reason: 'a sequence cannot be served' }];
    expect(signatureTable({ ...iris, omitted }, 80).at(-1)).toBe(
      '  left out: scores: a sequence cannot be served',
    );
  });

  it('lets no control character of a name through to the terminal', () => {
    const card: Card = { ...iris, inputs: [{ name: 'a\u001b[2Jb\n', datatype: 'FP32', shape: ['\u0007'] }] };
    const lines = signatureTable({ ...card, producer: '\u001b[31mred' }, 80);
    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
    expect(lines[2]).toMatch(/^  takes {2}a\?\[2Jb\? +FP32 +\[\?\]$/);
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1031, '1.0 kB'],
    [28_400, '28 kB'],
    [7_300_000, '7.3 MB'],
    [12_000_000_000, '12 GB'],
  ])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
