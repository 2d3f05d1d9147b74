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

export interface Contained {
  /** The image. */
  image: string;
  /** What stands behind the image on the command line. */
  command?: string[];
  /** Folders in memory that may be written, beside /tmp. */
  writable?: string[];
  limits: Limits;
  input: Readable | Buffer;
  output: Writable;
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
  const { image, command = [], limits, input, output } = contained;
  signal?.throwIfAborted();
  const name = `ml-docker-${randomBytes(6).toString('hex')}`;
  const args = ['run', '--rm', '-i', '--name', name, ...containedFlags(contained), image, ...command];
  const program = execa(engine.command, args, { reject: false, buffer: false, encoding: 'buffer' });
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
  try {
    const given = Buffer.isBuffer(input) ? Readable.from([input]) : input;
    const [{ exitCode }] = await Promise.all([
      program,
      // One that ends early reads no more.
      pipeline(given, program.stdin).catch(() => undefined),
      pipeline(
        program.stdout,
        atMost(limits.outputBytes, () => stop('output')),
        output,
      ),
    ]);
    // A Ctrl-C reaches docker as well, so its end may come before the abort does.
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    if (limit === undefined && exitCode === KILLED) limit = 'memory';
    return { exitCode, stderr, ...(limit !== undefined && { limit }) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    // Ended by itself, it is gone already.
    if (limit !== undefined || signal?.aborted === true) await discardContainer(engine, name);
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
