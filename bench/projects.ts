import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { load } from './liveness/load.ts';
import { start } from './liveness/server.ts';

/**
 * What two emitted projects of the same model cost, in turn and in one run, because machines drift:
 * `npm run bench:projects -- BEFORE AFTER`, two folders with their packages installed. Prints the medians of the start (to
 * ready), of the memory at rest and after the load, and of the processor time of a request under 64 clients, and the median
 * of the ratios, pair by pair. Memory and processor time are what GET /metrics says.
 */
const [before, after] = process.argv.slice(2).map((folder) => path.resolve(folder));
const PAIRS = 8;
const CLIENTS = 64;
const SECONDS = 4;

interface Cost {
  'start, ms': number;
  'memory at rest, MB': number;
  'memory after the load, MB': number;
  'processor time of a request, µs': number;
}

interface Package {
  scripts: { start: string };
}

interface Documented {
  paths: { '/predict': { post: { requestBody: { content: { 'application/json': { example: unknown } } } } } };
}

if (before === undefined || after === undefined) {
  throw new Error('Name two folders: npm run bench:projects -- BEFORE AFTER');
}
const costs: { before: Cost; after: Cost }[] = [];
for (let pair = 0; pair < PAIRS; pair++) {
  // Who comes second finds a warmer machine.
  if (pair % 2 === 0) costs.push({ before: await cost(before), after: await cost(after) });
  else {
    const first = await cost(after);
    costs.push({ before: await cost(before), after: first });
  }
}
console.log(`node ${process.version} of the bench, ${PAIRS} pairs, ${CLIENTS} clients for ${SECONDS} s each`);
for (const name of Object.keys(costs[0]!.before) as (keyof Cost)[]) {
  const of = (which: 'before' | 'after') => median(costs.map((pair) => pair[which][name])).toFixed(0);
  const ratios = costs.map((pair) => pair.after[name] / pair.before[name]).sort((a, b) => a - b);
  const spread = `${ratios[0]!.toFixed(2)} to ${ratios.at(-1)!.toFixed(2)}`;
  const figures = `${of('before').padStart(6)} → ${of('after').padStart(6)}`;
  console.log(`${name.padEnd(34)} ${figures}   ratio ${median(ratios).toFixed(2)} (${spread})`);
}

async function cost(project: string): Promise<Cost> {
  const { scripts } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8')) as Package;
  const [, ...script] = scripts.start.split(' ');
  const began = performance.now();
  const server = await start(script, project, { PORT: '0' });
  const ready = performance.now() - began;
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as Documented;
  const { example } = document.paths['/predict'].post.requestBody.content['application/json'];
  const shot = {
    path: '/predict',
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(JSON.stringify(example)),
    wrong: () => undefined,
  };
  const atRest = await metrics(server.url);
  await load(server.url, [shot], CLIENTS, 1);
  const warm = await metrics(server.url);
  const { sent, statuses } = await load(server.url, [shot], CLIENTS, SECONDS);
  if (statuses[200] !== sent) throw new Error(`not every request was answered: ${JSON.stringify(statuses)}`);
  const loaded = await metrics(server.url);
  await server.stop();
  return {
    'start, ms': ready,
    'memory at rest, MB': atRest.memory / 2 ** 20,
    'memory after the load, MB': loaded.memory / 2 ** 20,
    'processor time of a request, µs': ((loaded.cpu - warm.cpu) / sent) * 1e6,
  };
}

async function metrics(url: string): Promise<{ memory: number; cpu: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string): number =>
    Number(new RegExp(`^\\S*${name}(?:\\{.*\\})? (\\S+)`, 'm').exec(text)![1]);
  return { memory: value('process_resident_memory_bytes'), cpu: value('process_cpu_seconds_total') };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
