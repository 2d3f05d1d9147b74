import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../lib/package.ts';
import { largeModel } from './large-model/model-file.ts';
import { run, type Taken } from './large-model/process.ts';

/**
 * What a model of two gigabytes costs: `ml-docker inspect` against an empty Node, and the whole project against a plain
 * copy of the model's files on the same disk. Always in turn and in one run, because machines drift. Takes a minute or
 * two, and 8 GB of disk in the folder that is given, by default the system's for temporary files.
 */
const INSPECTIONS = 7;
const COPIES = 5;
const bin = path.join(packageRoot, 'dist', 'bin', 'ml-docker.js');

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function seconds(values: number[]): string {
  return `${(median(values) / 1000).toFixed(2)} s`;
}

async function inspection(file: string, flags: string[], cwd: string): Promise<void> {
  const ours: Taken[] = [];
  const empty: Taken[] = [];
  for (let pair = 0; pair < INSPECTIONS; pair++) {
    ours.push(await run([bin, 'inspect', file, ...flags], cwd));
    empty.push(await run(['--eval', '0'], cwd));
  }
  const [times, nodes] = [ours, empty].map((all) => all.map(({ milliseconds }) => milliseconds));
  const beyond = ours.map(({ peak }, pair) => peak - empty[pair]!.peak);
  const what = `inspect ${[...flags, path.basename(file)].join(' ')}`.padEnd(29);
  const [time, node, memory] = [seconds(times!), seconds(nodes!), Math.max(...beyond).toFixed(0)];
  console.log(`${what} ${time}   empty node ${node}   at most ${memory} MiB beyond it`);
}

async function project(files: string[], cwd: string): Promise<void> {
  const copies = files.map((file) => path.join(cwd, `copy-of-${path.basename(file)}`));
  const made = path.join(cwd, 'big');
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    for (const old of [made, ...copies]) await rm(old, { recursive: true, force: true });
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const write = (): Promise<unknown> =>
    run([bin, 'big', '--model', files[0]!, '--yes', '--skip-install'], cwd);
  const copy = async (): Promise<void> => {
    for (const [i, file] of files.entries()) await copyFile(file, copies[i]!);
  };
  // The first use of what was just written costs more than the next ones.
  await timed(copy);
  const pairs: { ours: number; plain: number }[] = [];
  for (let pair = 0; pair < COPIES; pair++) {
    const before = pair % 2 === 0 ? await timed(copy) : undefined;
    const ours = await timed(write);
    pairs.push({ ours, plain: before ?? (await timed(copy)) });
  }
  await rm(made, { recursive: true, force: true });
  for (const old of copies) await rm(old, { force: true });
  const what = `project with ${path.basename(files[0]!)}`.padEnd(29);
  const [ours, plain] = [seconds(pairs.map((pair) => pair.ours)), seconds(pairs.map((pair) => pair.plain))];
  const ratios = pairs.map((pair) => pair.ours / pair.plain);
  const each = ratios.map((ratio) => ratio.toFixed(2)).join(' ');
  console.log(`${what} ${ours}   plain copy ${plain}   ratio ${median(ratios).toFixed(2)} (${each})`);
}

const folder = await mkdtemp(path.join(process.argv[2] ?? tmpdir(), 'ml-docker-bench-'));
try {
  console.log(`node ${process.version}, medians of ${INSPECTIONS} and ${COPIES} pairs`);
  for (const form of ['inside', 'zipmap', 'external'] as const) {
    const file = await largeModel(folder, form);
    const weights = path.join(folder, 'external.bin');
    await inspection(file, [], folder);
    if (form === 'inside') await inspection(file, ['--hash'], folder);
    await project(form === 'external' ? [file, weights] : [file], folder);
    for (const old of [file, weights]) await rm(old, { force: true });
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
