import { describe, expect, it } from 'vitest';
import { browserCode } from './browser-code.ts';

interface Column {
  from: number;
  to: number;
  count: number;
}
interface Spread {
  count: number;
  least: number;
  most: number;
  mean: number;
  add(value: number): void;
  columns(): Column[];
}
const { Spread } = await browserCode<{ Spread: new () => Spread }>('spread.js');

function spreadOf(values: Iterable<number>): Spread {
  const spread = new Spread();
  for (const value of values) spread.add(value);
  return spread;
}

/** The same numbers each time, from 0 to 1. */
function* random(count: number): Generator<number> {
  for (let i = 0, seed = 1; i < count; i++) {
    seed = (seed * 48_271) % 2_147_483_647;
    yield seed / 2_147_483_647;
  }
}

/** Counts again, by the edges. */
function counted(values: number[], columns: Column[]): number[] {
  return columns.map(
    ({ from, to }, index) =>
      values.filter(
        (value) => value >= from && (value < to || (index === columns.length - 1 && value === to)),
      ).length,
  );
}

const uniform = [...random(50_000)];
const cases: Record<string, number[]> = {
  'a few': [1, 2, 2, 3],
  shares: uniform,
  'hundredths, which stand on edges': uniform.map((value) => Math.round(value * 100) / 100),
  'whole numbers to a million': uniform.map((value) => Math.round(value * 1e6)),
  'below zero, and large': uniform.map((value) => (value - 0.7) * 3e9),
  'ever wider': uniform.map((value, index) => value * index),
  'far from zero': uniform.map((value) => 5e5 + value),
  tiny: uniform.map((value) => value * 1e-12),
  'one far outside': [...uniform, -1e7],
};

describe('how numbers spread', () => {
  it.each(Object.entries(cases))('is counted right between round edges: %s', (_, values) => {
    const spread = spreadOf(values);
    const columns = spread.columns();
    expect(columns.map(({ count }) => count)).toEqual(counted(values, columns));
    expect(columns.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    expect(columns.length).toBeLessThanOrEqual(22);
    expect(columns[0]!.count).toBeGreaterThan(0);
    expect(columns.at(-1)!.count).toBeGreaterThan(0);
    const [{ from, to }] = columns as [Column];
    expect((to - from).toExponential(2)).toMatch(/^[125]\.00e/);
  });

  it('knows the least, the most and the mean', () => {
    expect(spreadOf([4, -1, 3])).toMatchObject({ count: 3, least: -1, most: 4, mean: 2 });
  });

  it('has one column where all are the same', () => {
    expect(spreadOf([7, 7, 7]).columns()).toEqual([{ from: 7, to: 7, count: 3 }]);
  });

  it('stands numbers at the ends of what a double holds', () => {
    const ends = [-Number.MAX_VALUE, Number.MAX_VALUE, Number.MIN_VALUE, 0];
    const columns = spreadOf([...ends, ...uniform]).columns();
    expect(columns.reduce((sum, { count }) => sum + count, 0)).toBe(uniform.length + ends.length);
    expect(columns.length).toBeLessThanOrEqual(22);
  });

  it('takes no more memory for three million different numbers', () => {
    const before = process.memoryUsage().heapUsed;
    const spread = new Spread();
    for (let i = 0; i < 3_000_000; i++) spread.add(Math.sqrt(i));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(80e6);
    const columns = spread.columns();
    expect(columns.reduce((sum, { count }) => sum + count, 0)).toBe(3_000_000);
    expect(columns[0]).toEqual({ from: 0, to: 100, count: 10_000 });
  });
});
