import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { CreateResult } from '../lib/commands/create/finish.ts';
import { findEngine, type Engine } from '../lib/container/engine/engine.ts';
import type { UserError } from '../lib/errors.ts';
import { DEFAULT_BASE_IMAGE } from '../lib/defaults.ts';
import { nextFreePort } from '../lib/container/values/port.ts';
import type { Golden } from '../lib/onnx/card/card.ts';
import { packageRoot } from '../lib/package.ts';
import { GOLDEN } from '../lib/project/plan.ts';
import { npmOn24 } from './node24.ts';
import { serve, type Running } from './serve.ts';

/** The main job on a bundled sample: a project, its container or else its service, and a checked prediction. */
const NAME = 'ml-docker-demo';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The engine that a container can be run in; undefined, with the reason printed, where there is none. */
async function usableEngine(): Promise<Engine | undefined> {
  const found = await findEngine().catch((error: UserError) => error.message);
  const why = typeof found === 'string' ? found : await lacksBaseImage(found);
  if (why === undefined) return found as Engine;
  say(`${why}: the service runs on this machine, without a container.`);
  return undefined;
}

async function lacksBaseImage({ command }: Engine): Promise<string | undefined> {
  const succeeds = async (...args: string[]): Promise<boolean> =>
    !(await execa(command, args, { reject: false })).failed;
  if (await succeeds('image', 'inspect', DEFAULT_BASE_IMAGE)) return undefined;
  say(`$ ${command} pull ${DEFAULT_BASE_IMAGE}`);
  return (await succeeds('pull', DEFAULT_BASE_IMAGE)) ? undefined : `${DEFAULT_BASE_IMAGE} cannot be had`;
}

/** Runs the compiled command, shows what it says to people, and returns its result. */
async function generate(cwd: string, flags: string[]): Promise<CreateResult> {
  const args = [NAME, '--model', 'sample:iris', ...flags, '--yes'];
  say(`$ ml-docker ${args.join(' ')}`);
  const bin = path.join(packageRoot, 'dist', 'bin', 'ml-docker.js');
  const { stdout } = await execa(process.execPath, [bin, ...args, '--json'], { cwd, stderr: process.stdout });
  return JSON.parse(stdout) as CreateResult;
}

async function inContainer(cwd: string, port: number, { name, command }: Engine): Promise<Running> {
  const stop = async (): Promise<void> => {
    for (const args of [
      ['stop', NAME],
      ['rm', NAME],
      ['image', 'rm', NAME],
    ]) {
      await execa(command, args, { reject: false });
    }
  };
  try {
    const { run } = await generate(cwd, ['--port', String(port), '--run', '--engine', name]);
    return { url: run!.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function onThisMachine(cwd: string, port: number): Promise<Running> {
  await generate(cwd, ['--port', String(port), '--skip-install']);
  say('$ npm ci');
  await npmOn24(['ci'], path.join(cwd, NAME));
  say('$ node app.ts');
  return serve(path.join(cwd, NAME), port);
}

/** Sends the first request of test/golden.json, and holds the answer against the training script's. */
async function check(url: string, directory: string): Promise<void> {
  const { cases, tolerance } = JSON.parse(
    await readFile(path.join(directory, ...GOLDEN.split('/')), 'utf8'),
  ) as Golden;
  const { request, answer } = cases[0]!;
  const body = JSON.stringify(request);
  say(`\nPOST ${url}/predict\n${body}`);
  const response = await fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const text = await response.text();
  say(`${response.status} ${text}`);
  if (!response.ok || !agrees(JSON.parse(text), answer, tolerance.absolute + tolerance.relative)) {
    throw new Error(`the prediction is not the one that was expected: ${JSON.stringify(answer)}`);
  }
  say('The prediction is the one that the training script expects.');
}

/** Whether two JSON values are the same but for a tolerance in their numbers. */
function agrees(got: unknown, want: unknown, tolerance: number): boolean {
  if (typeof got === 'number' && typeof want === 'number') return Math.abs(got - want) <= tolerance;
  if (typeof got !== 'object' || typeof want !== 'object' || got === null || want === null)
    return got === want;
  const keys = Object.keys(want);
  return (
    keys.length === Object.keys(got).length &&
    keys.every((key) =>
      agrees((got as Record<string, unknown>)[key], (want as Record<string, unknown>)[key], tolerance),
    )
  );
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => process.once('SIGINT', () => resolve()));
}

const cwd = await mkdtemp(path.join(tmpdir(), 'ml-docker-demo-'));
const port = (await nextFreePort(8000)) ?? 8000;
const engine = await usableEngine();
let running: Running | undefined;
try {
  running = await (engine === undefined ? onThisMachine(cwd, port) : inContainer(cwd, port, engine));
  await check(running.url, path.join(cwd, NAME));
  say(`\nSwagger page   ${running.url}/docs`);
  say(`OpenAPI        ${running.url}/openapi.json`);
  say(`Predictions    ${running.url}/predict  ${running.url}/v2/models/${NAME}/infer`);
  if (process.stdout.isTTY && process.stdin.isTTY) {
    say('\nIt runs until you press Ctrl-C.');
    await interrupted();
  }
} finally {
  await running?.stop();
  await rm(cwd, { recursive: true, force: true });
}
say('\nStopped and removed. Now with a model of your own: npx generator-ml-docker --model FILE');
