import { describe, expect, it } from 'vitest';
import { requirements } from './environments.ts';
import { ends, properties, proved, type Found } from './properties.ts';

const table = await requirements();
const SEEDS = 3;
const MINUTES = 60_000;

/** One Python a library: most of the time goes into starting it. All seeds are in properties.heavy.test.ts. */
const all = await properties();
const libraries = [...new Set(all.map(({ library }) => library))];

describe.each(libraries)('a few random models of %s', (library) => {
  const own = all.filter((property) => property.library === library);
  let found: Promise<Record<string, Found> | undefined> | undefined;

  it.each(own)('$name', { timeout: 15 * MINUTES }, async (property) => {
    found ??= proved(
      library,
      ends(property, table).at(-1)!,
      own.map(({ name }) => name),
      SEEDS,
    );
    const one = (await found)?.[property.name];
    if (one === undefined) return;
    expect(one.failures).toEqual([]);
    expect(one.seeds).toBe(SEEDS);
  });
});
