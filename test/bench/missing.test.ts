import { describe, expect, it } from 'vitest';
import { type Context, type Entrant, entrantsOf, inTurn, withEach } from '../../bench/benchmarks/context.ts';
import { Unavailable, type Side } from '../../bench/sides/side.ts';

const side = (name: string, processes: Side['processes'] = 'one'): Side => ({
  name,
  kind: 'peer',
  processes,
  prepare: () => Promise.resolve(),
  launch: () => ({ file: 'nothing', args: [], cwd: '.', env: {} }),
  call: () => undefined,
});

describe('who cannot take part', () => {
  it('is named with the reason, and the others go on', async () => {
    const context = { missing: [] as Context['missing'] } as Context;
    const work = ({ side: { name } }: Entrant): Promise<void> =>
      name === 'Broken' ? Promise.reject(new Unavailable('no such package')) : Promise.resolve();
    const good = await withEach(entrantsOf(['Broken', 'Well'].map((name) => side(name))), context, work);
    expect(good.map((entrant) => entrant.side.name)).toEqual(['Well']);
    expect(context.missing).toEqual([{ side: 'Broken', kind: 'peer', reason: 'no such package' }]);
  });

  it('has another place in each round', () => {
    expect([0, 1, 2, 3].map((round) => inTurn(['a', 'b', 'c'], round).join(''))).toEqual([
      'abc',
      'bca',
      'cab',
      'abc',
    ]);
  });
});
