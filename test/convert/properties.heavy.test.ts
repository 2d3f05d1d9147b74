import { afterAll, describe, expect, it } from 'vitest';
import { requirements } from './environments.ts';
import { ends, properties, proved } from './properties.ts';

const table = await requirements();
const cases = (await properties()).flatMap((property) =>
  ends(property, table).map((row, i, rows) => ({
    ...property,
    row,
    version: row.version,
    seeds: i === rows.length - 1 ? 100 : 30,
  })),
);

describe('random models of the oldest and the newest version', () => {
  const report: string[] = [];
  afterAll(() => {
    process.stdout.write(`${report.join('\n')}\n`);
  });

  const MINUTES = 60_000;

  it.each(cases)('$name of $library $version', { timeout: 30 * MINUTES }, async (one) => {
    const found = (await proved(one.library, one.row, [one.name], one.seeds))?.[one.name];
    if (found === undefined) return;
    const { worst, stock, seeds } = found;
    report.push(
      `${one.name} | ${one.library} ${one.version} | worst ${worst.toExponential(1)} | stock right in ${stock.right} of ${seeds}`,
    );
    expect(found.failures).toEqual([]);
    expect(found.seeds).toBe(one.seeds);
    // Where the stock converter is right in all of them, ours can go.
    if (found.needed) expect(stock.right).toBeLessThan(seeds);
  });
});
