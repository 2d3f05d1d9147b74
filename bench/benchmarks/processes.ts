import { makeProject, ours } from '../sides/ours.ts';
import { ALL_CORES, type Benchmark } from './context.ts';
import { flowers } from './iris.ts';
import { predictions } from './predictions.ts';

const CONNECTIONS = 64;

/** What more processes bring, and what they cost. */
export const processes: Benchmark = {
  name: 'processes',
  about: `PROCESSES=${ALL_CORES} against PROCESSES=1 (sample:iris, one row)`,
  async run(context) {
    const side = ours(await makeProject(context.folder, 'iris', 'sample:iris'));
    const entrants = [
      { side, processes: ALL_CORES },
      { side: { ...side, kind: 'limit' as const }, processes: 1 },
    ];
    const pressures = [{ load: await flowers(1), connections: CONNECTIONS }];
    await predictions('processes', { entrants, pressures, eachProcess: true }, context);
  },
};
