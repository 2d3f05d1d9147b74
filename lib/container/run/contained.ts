import { randomBytes } from 'node:crypto';
import { Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { discardContainer } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';

/** What a program that nobody trusts may take. */
export interface Limits {
  /** As docker takes it, swap included: `4g`. What it writes to /tmp counts. */
  memory: string;
  /** Processes and threads. */
  processes: number;
  seconds: number;
  /** The most that is read of its output, in bytes. */
  outputBytes: number;
}

export interface Piped {
  limits: Limits;
  input: Readable | Buffer;
  output: Writable;
}

export interface Contained extends Piped {
  /** The image. */
  image: string;
  /** What stands behind the image on the command line. */
  command?: string[];
  /** Folders in memory that may be written, beside /tmp. */
  writable?: string[];
}

/** How it ended. */
export interface Ended {
  /** undefined where it was ended from here. */
  exitCode: number | undefined;
  /** The end of what it wrote to stderr. */
  stderr: string;
  /** Which limit ended it. */
  limit?: 'memory' | 'time' | 'output';
}

/** 128 + SIGKILL: nobody but the system sends it, where the memory has run out. */
const KILLED = 137;
const KEPT_OF_STDERR = 20_000;

/** The flags that keep a program from everything but its own memory, as they are printed and documented. */
export function containedFlags({ writable = [], limits }: Pick<Contained, 'writable' | 'limits'>): string[] {
  return [
    ...['--network', 'none', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--memory', limits.memory, '--memory-swap', limits.memory, '--pids-limit', String(limits.processes)],
    ...['--user', '65534:65534'],
    ...['/tmp', ...writable].flatMap((folder) => ['--tmpfs', `${folder}:rw,nosuid,nodev,mode=1777`]),
  ];
}

/** What the names of a process's containers begin with: so one can tell whose they are, where several run. */
export function containersOf(pid: number): string {
  return `ml-docker-${pid}-`;
}

/**
 * Runs a program of an image in a container that has no network, no rights, nothing of any disk, and limits: what it
 * needs comes by stdin, what it has made leaves by stdout, so that the engine may be anywhere. No container is left.
 * @throws the signal's reason, where it is aborted
 */
export async function runContained(
  engine: Engine,
  contained: Contained,
  signal?: AbortSignal,
): Promise<Ended> {
  const { image, command = [] } = contained;
  const name = `${containersOf(process.pid)}${randomBytes(6).toString('hex')}`;
  const args = ['run', '--rm', '-i', '--name', name, ...containedFlags(contained), image, ...command];
  let ended: Ended | undefined;
  try {
    ended = await runPiped({ command: engine.command, args }, contained, signal);
    return ended;
  } finally {
    // Ended by itself, it is gone already.
    if (ended?.exitCode === undefined || ended.limit !== undefined) await discardContainer(engine, name);
  }
}

/** A program of this machine. */
export interface Program {
  command: string;
  args: string[];
  cwd?: string;
  /** All of its environment; that of this process where it is absent. */
  env?: NodeJS.ProcessEnv;
}

/**
 * Runs a program on its input, within limits of time and output.
 * @throws the signal's reason, where it is aborted
 */
export async function runPiped(
  { command, args, cwd, env }: Program,
  { limits, input, output }: Piped,
  signal?: AbortSignal,
): Promise<Ended> {
  signal?.throwIfAborted();
  const options = { ...(cwd !== undefined && { cwd }), ...(env !== undefined && { env, extendEnv: false }) };
  const program = execa(command, args, { ...options, reject: false, buffer: false, encoding: 'buffer' });
  let limit: Ended['limit'];
  const stop = (why?: Ended['limit']): void => {
    limit ??= why;
    program.kill();
  };
  const timer = setTimeout(() => stop('time'), limits.seconds * 1000);
  const onAbort = (): void => stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  let stderr = '';
  program.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-KEPT_OF_STDERR);
  });
  const dropRest = atMost(limits.outputBytes, () => stop('output'));
  try {
    const given = Buffer.isBuffer(input) ? Readable.from([input]) : input;
    const [{ exitCode }] = await Promise.all([
      program,
      // One that ends early reads no more.
      pipeline(given, program.stdin).catch(() => undefined),
      pipeline(program.stdout, dropRest, output),
    ]);
    // A Ctrl-C reaches the program as well, so its end may come before the abort does.
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    if (limit === undefined && exitCode === KILLED) limit = 'memory';
    return { exitCode, stderr, ...(limit !== undefined && { limit }) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Passes on as many bytes; what comes after them is dropped, and `onMore` told. */
function atMost(bytes: number, onMore: () => void): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed <= bytes) return done(null, chunk);
      onMore();
      done();
    },
  });
}
