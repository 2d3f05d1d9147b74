import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { terminalAndDisk } from '../bin/disk.ts';
import { parseCommandLine } from '../bin/parse.ts';
import { mainCommand } from '../lib/commands/commands.ts';
import type { CreateResult } from '../lib/commands/create/finish.ts';
import { discardOldStages } from '../lib/container/build/stages.ts';
import { findEngine, type Engine } from '../lib/container/engine/engine.ts';
import { Interrupted, interruptible } from '../lib/container/engine/interrupt.ts';
import { nextFreePort } from '../lib/container/values/port.ts';
import { DEFAULT_BASE_IMAGE } from '../lib/defaults.ts';
import { UserError } from '../lib/errors.ts';
import { typedFlags } from '../lib/interview/typed-flags.ts';
import { checkPrediction } from './checked-prediction.ts';
import { npmOn24 } from './node24.ts';
import { serve, type Running } from './serve.ts';

/** The main job on a bundled sample: a project, its container or else its service, and a checked prediction. */
const NAME = 'ml-docker-demo';
const DAY_MS = 24 * 60 * 60 * 1000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Demo {
  /** The folder that the project is made in. */
  cwd: string;
  port: number;
  signal: AbortSignal;
}

/** The engine that a container can be run in; undefined, with the reason printed, where there is none. */
async function usableEngine(signal: AbortSignal): Promise<Engine | undefined> {
  const found = await findEngine(undefined, signal).catch((error: unknown) => {
    if (error instanceof UserError) return error.message;
    throw error;
  });
  const why = typeof found === 'string' ? found : await lacksBaseImage(found, signal);
  if (why === undefined) return found as Engine;
  say(`${why}: the service runs on this machine, without a container.`);
  return undefined;
}

async function lacksBaseImage({ command }: Engine, signal: AbortSignal): Promise<string | undefined> {
  const succeeds = async (...args: string[]): Promise<boolean> => {
    const { failed } = await execa(command, args, { reject: false, cancelSignal: signal });
    signal.throwIfAborted();
    return !failed;
  };
  if (await succeeds('image', 'inspect', DEFAULT_BASE_IMAGE)) return undefined;
  say(`$ ${command} pull ${DEFAULT_BASE_IMAGE}`);
  return (await succeeds('pull', DEFAULT_BASE_IMAGE)) ? undefined : `${DEFAULT_BASE_IMAGE} cannot be pulled`;
}

/** Shows a command line, and does what `ml-docker` does with it. */
async function generate(...more: string[]): Promise<CreateResult> {
  const args = [NAME, '--model', 'sample:iris', ...more, '--yes'];
  say(`$ ml-docker ${args.join(' ')}`);
  const { found, positionals } = parseCommandLine(args, mainCommand);
  const flags = typedFlags(found, mainCommand.flags);
  const result = await mainCommand.execute(
    { cwd: process.cwd(), positionals, flags },
    terminalAndDisk(flags),
  );
  return result as CreateResult;
}

async function inContainer(engine: Engine, { port }: Demo): Promise<Running> {
  const { name, command } = engine;
  const stop = async (): Promise<void> => {
    for (const args of [
      ['stop', NAME],
      ['rm', NAME],
      ['image', 'rm', NAME],
    ]) {
      await execa(command, args, { reject: false });
    }
    await discardOldStages(engine, NAME); // No build comes after this one.
  };
  try {
    const { run } = await generate('--port', String(port), '--run', '--engine', name);
    return { url: run!.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function onThisMachine({ cwd, port, signal }: Demo): Promise<Running> {
  await generate('--port', String(port), '--skip-install');
  say('$ npm ci');
  await npmOn24(['ci'], path.join(cwd, NAME), signal);
  say('$ node app.ts');
  return serve(path.join(cwd, NAME), port);
}

/** Shows what runs; on a terminal, until Ctrl-C. */
async function show(running: Running, { cwd, signal }: Demo): Promise<void> {
  await checkPrediction(running.url, { directory: path.join(cwd, NAME), say, signal });
  say(`\nSwagger page   ${running.url}/docs`);
  say(`OpenAPI        ${running.url}/openapi.json`);
  say(`Predictions    ${running.url}/predict  ${running.url}/v2/models/${NAME}/infer`);
  if (!process.stdout.isTTY || !process.stdin.isTTY) return;
  say('\nIt runs until you press Ctrl-C.');
  // A promise alone would not keep Node alive; a timer does.
  while (!signal.aborted) await sleep(DAY_MS, undefined, { signal }).catch(() => undefined);
}

async function demo(signal: AbortSignal): Promise<void> {
  const cwd = await mkdtemp(path.join(tmpdir(), 'ml-docker-demo-'));
  const before = process.cwd();
  process.chdir(cwd);
  let running: Running | undefined;
  try {
    const engine = await usableEngine(signal);
    const given = { cwd, port: (await nextFreePort(8000)) ?? 8000, signal };
    running = await (engine === undefined ? onThisMachine(given) : inContainer(engine, given));
    await show(running, given);
  } finally {
    await running?.stop();
    process.chdir(before);
    await rm(cwd, { recursive: true, force: true });
    say('\nStopped and removed.');
  }
  say('Now with a model of your own: npx generator-ml-docker --model FILE');
}

try {
  await interruptible(demo);
} catch (error) {
  if (error instanceof Interrupted) process.exitCode = error.exitCode;
  else if (error instanceof UserError) {
    say(error.text());
    process.exitCode = error.exitCode;
  } else throw error;
}
