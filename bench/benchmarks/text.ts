import { madeModel } from '../models/made.ts';
import { makeProject, ours } from '../sides/ours.ts';
import { peerSides } from '../sides/peers.ts';
import { loop } from '../sides/session.ts';
import { type Benchmark, entrantsOf } from './context.ts';
import { predictions } from './predictions.ts';

const WORDS = 200;
const CONNECTIONS = 64;
/** Some of the words are in the model's vocabulary. */
const PAGE = Array.from({ length: WORDS }, (_, index) => `word${(index * 7919) % 2000}`).join(' ');

/** A text of a page. */
export const text: Benchmark = {
  name: 'text',
  about: `A model that takes text, ${WORDS} words a request`,
  async run(context) {
    const served = await madeModel('text');
    const project = await makeProject(context.folder, 'text', served.file);
    const { outputs } = await loop(project, served, { name: 'text', shape: [1], data: [PAGE] }, 1, 0);
    const load = {
      name: 'one text',
      request: { inputs: { text: [PAGE] } },
      answer: { outputs: { scores: [outputs.scores] } },
    };
    const entrants = entrantsOf([ours(project), ...peerSides(context.peers, served)]);
    await predictions('text', { entrants, pressures: [{ load, connections: CONNECTIONS }] }, context);
  },
};
