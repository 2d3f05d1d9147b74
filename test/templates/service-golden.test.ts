import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import type { Card, CardOutput } from '../../templates/service/src/card.ts';

type Compare = (
  got: unknown,
  want: unknown,
  golden: { tolerance: object; compare?: object },
  card: Card,
) => string | undefined;

// The service's code has the types of its own Node, and its JSON.rawJSON, which no comparison calls.
Object.assign(JSON, { rawJSON: String });
const golden = path.join(packageRoot, 'templates/service/src/serving/scripts/golden.ts');
const { difference } = (await import(golden)) as { difference: Compare };

const tolerance = { absolute: 1e-5, relative: 1e-3 };

/** Where two answers differ, for a model with one output `y`. */
function compared(
  output: Partial<CardOutput>,
  mode: 'shape' | 'argmax' | undefined,
  got: unknown,
  want: unknown,
): string | undefined {
  const card = { outputs: [{ name: 'y', datatype: 'FP32', shape: ['N', 'C'], ...output }] } as Card;
  return difference(got, want, { tolerance, ...(mode && { compare: { y: mode } }) }, card);
}

const outputs = (y: unknown): unknown => ({ outputs: { y } });
const rows = (...values: unknown[]): unknown => ({ rows: values.map((y) => ({ y })) });

describe('a golden answer, compared by its tolerance', () => {
  const differs = (got: unknown, want: unknown, output: Partial<CardOutput> = {}): string | undefined =>
    compared(output, undefined, got, want);

  it('agrees within it, and names the first place beyond it', () => {
    expect(differs(outputs([[1.0005, 2]]), outputs([[1, 2]]))).toBeUndefined();
    expect(differs(outputs([[1, 2.1]]), outputs([[1, 2]]))).toBe('/outputs/y/0/1: got 2.1 instead of 2');
    expect(differs(rows(1, 2.1), rows(1, 2))).toBe('/rows/1/y: got 2.1 instead of 2');
  });

  it('is exact for what is not a floating point number, to the last digit', () => {
    const int64 = { datatype: 'INT64' };
    expect(differs(outputs([1000]), outputs([1001]), int64)).toContain('got 1000 instead of 1001');
    const [one, other] = [9007199254740993n, 9007199254740995n];
    expect(differs(outputs([one]), outputs([other]), int64)).toContain(`got ${one} instead of ${other}`);
    expect(differs(outputs([one]), outputs([one]), int64)).toBeUndefined();
  });

  it('differs where something is missing, or is too much', () => {
    expect(differs(outputs([1, 2]), outputs([1]))).toContain('/outputs/y/1: got 2 instead of nothing');
    expect(differs({ outputs: {} }, outputs([1]))).toContain('got nothing instead of [1]');
    expect(differs({ outputs: { y: [1], z: 2 } }, outputs([1]))).toContain('/outputs/z');
    expect(differs(rows(1), rows(1, 2))).toContain('/rows/1: got nothing');
    expect(differs(rows(1), outputs([1]))).toBeDefined();
    expect(differs({ rows: [{ y: 1 }], notices: ['n'] }, rows(1))).toContain('/notices');
  });
});

describe('a golden answer, compared by its shape', () => {
  const differs = (got: unknown, want: unknown): string | undefined => compared({}, 'shape', got, want);

  it('agrees whatever the numbers are, also where they are none', () => {
    expect(differs(outputs([[1, 2]]), outputs([[7, -8]]))).toBeUndefined();
    expect(differs(outputs(['NaN', 1]), outputs([3, '-Infinity']))).toBeUndefined();
    expect(differs(rows({ a: 1 }, { a: 2 }), rows({ a: 3 }, { a: 4 }))).toBeUndefined();
  });

  it('differs by a length, a name, or the kind of a value', () => {
    expect(differs(outputs([[1, 2]]), outputs([[1, 2, 3]]))).toContain('/outputs/y/0/2');
    expect(differs(outputs([1]), outputs([[1]]))).toContain('/outputs/y/0');
    expect(differs(rows({ a: 1 }), rows({ b: 1 }))).toContain('/rows/0/y/b');
    expect(differs(outputs(['text']), outputs([1]))).toBe('/outputs/y/0: got "text" instead of 1');
    expect(differs(outputs([true]), outputs([1]))).toBeDefined();
  });
});

describe('a golden answer, compared by its largest numbers', () => {
  const differs = (
    got: unknown,
    want: unknown,
    output: Partial<CardOutput> = {},
    mode: 'argmax' | 'shape' = 'argmax',
  ): string | undefined => compared(output, mode, got, want);

  it('agrees where every row has it in the same place, and names the row where not', () => {
    const want = outputs([
      [1, 9, 2],
      [0, 1, 5],
    ]);
    expect(
      differs(
        outputs([
          [3, 6, 3],
          [2, 2, 3],
        ]),
        want,
      ),
    ).toBeUndefined();
    expect(
      differs(
        outputs([
          [1, 9, 2],
          [0, 5, 1],
        ]),
        want,
      ),
    ).toBe('/outputs/y/1: the largest is "1" instead of "2"');
  });

  it('does so in rows and in ZipMaps, too', () => {
    expect(differs(rows([1, 9], [9, 1]), rows([2, 8], [8, 2]))).toBeUndefined();
    expect(differs(rows([1, 9], [1, 9]), rows([2, 8], [8, 2]))).toContain('/rows/1/y: the largest is');
    const maps = (cat: number, dog: number): unknown[] => [{ cat, dog }];
    expect(differs(outputs(maps(0.7, 0.3)), outputs(maps(0.9, 0.1)))).toBeUndefined();
    expect(differs(outputs(maps(0.3, 0.7)), outputs(maps(0.9, 0.1)))).toBe(
      '/outputs/y/0: the largest is "dog" instead of "cat"',
    );
    expect(differs(rows({ cat: 0.3, dog: 0.7 }), rows({ cat: 0.9, dog: 0.1 }))).toContain('"dog"');
  });

  it('takes two places for as good as each other where they are a twentieth of the largest number apart', () => {
    const want = outputs([[10, 9.6, 1]]);
    expect(differs(outputs([[9.6, 10, 1]]), want)).toBeUndefined();
    expect(differs(outputs([[9.6, 1, 10]]), want)).toBeDefined();
    expect(differs(outputs([[9.3, 10, 1]]), outputs([[10, 9.3, 1]]))).toBeDefined();
  });

  it('is loose by that much where no row has two numbers, or there is one number for each row', () => {
    expect(differs(outputs([[9.6]]), outputs([[10]]))).toBeUndefined();
    expect(differs(outputs([[9.4]]), outputs([[10]]))).toBe('/outputs/y/0/0: got 9.4 instead of 10');
    expect(differs(outputs(9.6), outputs(10), { shape: [] })).toBeUndefined();
    expect(differs(rows(9.6), rows(10))).toBeUndefined();
    expect(differs(rows(1), rows(10))).toBeDefined();
    const batch = { shape: ['N'] };
    expect(differs(outputs([9.6, 3]), outputs([10, 3]), batch)).toBeUndefined();
    expect(differs(outputs([10, 8]), outputs([10, 3]), batch)).toContain('/outputs/y/1');
  });

  it('leaves a whole number one step', () => {
    const uint8 = { datatype: 'UINT8' };
    expect(differs(outputs([[3]]), outputs([[2]]), uint8)).toBeUndefined();
    expect(differs(outputs([[4]]), outputs([[2]]), uint8)).toBeDefined();
    expect(differs(outputs([[2, 3]]), outputs([[3, 2]]), uint8)).toBeUndefined();
    expect(differs(outputs([[1, 3]]), outputs([[3, 1]]), uint8)).toBeDefined();
  });

  it('is exact where nothing was rounded: labels, texts, truth values', () => {
    for (const [datatype, got, want] of [
      ['INT64', 3, 4],
      ['BYTES', 'cat', 'dog'],
      ['BOOL', true, false],
    ] as const) {
      expect(differs(outputs([[1, got]]), outputs([[1, want]]), { datatype })).toBeDefined();
      expect(differs(outputs([[1, want]]), outputs([[1, want]]), { datatype })).toBeUndefined();
    }
  });

  it('differs in its shape like any other, and where there are no numbers any more', () => {
    expect(differs(outputs([[1, 9]]), outputs([[1, 9, 2]]))).toBeDefined();
    expect(differs(outputs([['NaN', 'NaN']]), outputs([[1, 9]]))).toBeDefined();
    expect(differs(outputs([['NaN', 'NaN']]), outputs([['NaN', 'NaN']]))).toBeUndefined();
    expect(differs(outputs([[]]), outputs([[]]))).toBeUndefined();
  });
});
