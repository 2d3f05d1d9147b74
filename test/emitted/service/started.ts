import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Flags } from '../../../lib/interview/answers.ts';
import { node24 } from '../../../scripts/node24.ts';
import { emptyFolder } from '../../cli.ts';
import { emitRunnable } from '../emit.ts';

/** The name of the API in these tests. */
export const NAME = 'api';

export type LogLine = Record<string, unknown>;

/** An emitted project's `node app.ts`, in a process of its own. */
export interface Started {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** The address of the model in the Open Inference Protocol. */
  model: string;
  /** What it has logged so far. */
  log: LogLine[];
  pid: number;
  /** How the process has ended: an exit code, or the signal that ended it. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  signal(signal: NodeJS.Signals): void;
  /** Ends it by SIGTERM, and removes its project where `serveModel` made it. @returns the exit code */
  stop(): Promise<number | null>;
}

export interface Options {
  environment?: Record<string, string>;
  /** The line of the log that is waited for. */
  until?: 'ready' | 'listening';
}

/**
 * Starts an emitted project on a free port.
 * @param before a program that is to run it, with arguments, like `strace -f`.
 * @throws Error  with its output, where it ends instead
 */
export async function start(
  project: string,
  { environment = {}, until = 'ready' }: Options = {},
  before: string[] = [],
): Promise<Started> {
  const command = [...before, await node24(), 'app.ts'];
  const child = spawn(command[0]!, command.slice(1), {
    cwd: project,
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const log: LogLine[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  let port = 0;
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as LogLine;
      log.push(entry);
      if (entry.msg === 'listening') ({ port } = entry.address as { port: number });
      if (entry.msg === until) resolve();
    });
    void ended.then((how) => reject(new Error(`the service ended: ${JSON.stringify({ how, errors, log })}`)));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    model: `${url}/v2/models/${NAME}`,
    log,
    pid: child.pid!,
    ended,
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGTERM');
      return (await ended).code;
    },
  };
}

/**
 * Makes a project of a model and starts it.
 * @param model the bytes of an ONNX file, or what the flag --model takes
 */
export async function serveModel(
  model: Buffer | string,
  options: Options & { flags?: Flags } = {},
): Promise<Started & { project: string }> {
  const { directory, remove } = await emptyFolder();
  const project = path.join(directory, NAME);
  const file = typeof model === 'string' ? model : path.join(directory, 'written.onnx');
  if (typeof model !== 'string') await writeFile(file, model);
  try {
    await emitRunnable(project, { model: file, ...options.flags });
    const started = await start(project, options);
    const stop = () => started.stop().finally(remove);
    return { ...started, project, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
