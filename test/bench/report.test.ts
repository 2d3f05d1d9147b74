import { describe, expect, it } from 'vitest';
import type { Sample } from '../../bench/benchmarks/context.ts';
import { barChart } from '../../bench/report/bars.ts';
import { median, ratios, spread } from '../../bench/report/figures.ts';
import { scalingChart } from '../../bench/report/lines.ts';
import { number, tables } from '../../bench/report/table.ts';

const sample = (side: string, round: number, value: number, more: Partial<Sample> = {}): Sample => ({
  benchmark: 'iris',
  load: 'one row',
  side,
  kind: side === 'ours' ? 'ours' : 'peer',
  processes: 1,
  round,
  figures: { 'time, ms': value },
  ...more,
});

describe('figures', () => {
  it('have a middle, also where their number is even', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(spread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  });

  it('are compared within each round, whatever the machine did between them', () => {
    const ours = [sample('ours', 0, 1), sample('ours', 1, 10)];
    const theirs = [sample('Other', 1, 40), sample('Other', 0, 4), sample('Other', 2, 7)];
    expect(ratios(ours, theirs, 'time, ms')).toEqual([0.25, 0.25]);
    expect(ratios(ours, theirs, 'nothing, ms')).toEqual([NaN, NaN]);
  });

  it('are printed with three digits', () => {
    expect([0.254, 12.345, 1234.5].map(number)).toEqual(['0.25', '12.3', '1,235']);
  });
});

describe('the tables', () => {
  it('begin with the ratios, and name who has how many processes', () => {
    const both = [sample('Other', 0, 4), sample('ours', 0, 1), sample('Other', 1, 4), sample('ours', 1, 2)];
    expect(tables([...both, sample('Slow', 0, 10, { processes: 2 })])).toBe(`#### One row

| ratio | time |
| --- | ---: |
| ours ÷ Other, 1 process | **0.38** (0.25–0.50) |
| ours, 1 process ÷ Slow, 2 processes | **0.10** |

|  | time, ms |
| --- | ---: |
| ours, 1 process | 1.50 (1.00–2.00) |
| Other, 1 process | 4.00 |
| Slow, 2 processes | 10.0 |`);
  });

  it('say nothing of what was not measured', () => {
    const unmeasured = sample('ours', 0, 1, { figures: { 'time, ms': NaN } });
    expect(tables([unmeasured, sample('Other', 0, 4)])).toContain('| ours ÷ Other, 1 process | – |');
  });

  it('show how a figure goes with the work', () => {
    const points = [1, 1000].map((x) => sample('ours', 0, x, { x, load: 'rows' }));
    expect(tables(points)).toContain('| rows | time, ms |\n| --- | ---: |\n| 1 | 1.00 |\n| 1,000 | 1,000 |');
  });
});

describe('the charts', () => {
  it('have bars in proportion, with their values', () => {
    const bars = [
      { name: 'ours', kind: 'ours' as const, value: 50 },
      { name: 'A & B', kind: 'peer' as const, value: 100 },
    ];
    const text = barChart('How fast', [{ title: 'Time, ms', better: 'less is better', bars }]);
    const widths = [...text.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths[1]! / widths[0]!).toBeCloseTo(2, 2);
    expect(text).toContain('>A &amp; B</text>');
    expect(text).toMatch(/^<svg [^>]*viewBox="0 0 820 \d+"/);
  });

  it('have a point for each x, left to right', () => {
    const points = [1000, 1, 31.6].map((x) => sample('ours', 0, x, { x, load: 'rows' }));
    const across = [...scalingChart(points).matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect(across).toEqual(across.toSorted((a, b) => a - b));
    expect(across[1]).toBeCloseTo((across[0]! + across[2]!) / 2, 0);
  });
});
