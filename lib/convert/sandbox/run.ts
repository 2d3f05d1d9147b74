import { mkdir } from 'node:fs/promises';
import { Unpack } from 'tar';
import { Writable } from 'node:stream';
import { UserError } from '../../errors.ts';
import { linesOf } from '../../container/engine/cli.ts';
import type { Ended, Limits, Piped } from '../../container/run/contained.ts';
import { type Answer, isExpected, readAnswer } from './answer.ts';
import { type Given, packed, type Request } from './pack.ts';

/** What a conversion may take. A model of a gigabyte needs all of it; libraries start a thread for each processor. */
export const SANDBOX_LIMITS: Limits = {
  memory: '4g',
  processes: 512,
  seconds: 900,
  outputBytes: 4 * 2 ** 30,
};

/** One run of the program that converts. */
export interface SandboxRun {
  request: Request;
  given: Given;
  /** Where its answer goes, absolute. */
  folder: string;
  limits?: Limits;
}

/** Starts a program where it is to run, and waits for its end. */
export type Run = (piped: Piped) => Promise<Ended>;

/**
 * Converts a model.
 * @param run  starts the program: in a container of the sandbox's image, where it can reach nothing
 * @throws UserError  convert-memory, convert-time, convert-output, convert-failed (exit 1)
 */
export async function runSandbox(
  run: Run,
  { request, given, folder, limits = SANDBOX_LIMITS }: SandboxRun,
): Promise<Answer> {
  const { stream, close } = await packed(request, given);
  try {
    const output = await unpacking(folder);
    const ended = await run({ input: stream, output, limits });
    if (ended.limit !== undefined || ended.exitCode !== 0) throw brokenOff(ended, limits);
    return await readAnswer(folder);
  } finally {
    await close();
  }
}

/**
 * Writes the files of a tar below a folder: those that are expected, regular ones, and no others. What is no tar leaves
 * no file: a program that has ended without an answer may have written anything, or nothing.
 */
export async function unpacking(folder: string): Promise<Writable> {
  await mkdir(folder, { recursive: true });
  const tar = new Unpack({
    cwd: folder,
    strict: false,
    preserveOwner: false,
    filter: (name, entry) =>
      'type' in entry && isRegular(entry.type) && isExpected(name.replace(/^\.\//, '')),
  });
  let isBroken = false;
  tar.on('error', () => (isBroken = true));
  const after = (event: 'drain' | 'finish', done: () => void): void => {
    const settle = (): void => {
      tar.off(event, settle).off('error', settle);
      done();
    };
    tar.on(event, settle).on('error', settle);
  };
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (isBroken || tar.write(chunk)) done();
      else after('drain', done);
    },
    final(done) {
      if (isBroken) return done();
      after('finish', done);
      tar.end();
    },
  });
}

function isRegular(type: string): boolean {
  return type === 'File' || type === 'OldFile';
}

const SHOWN_LINES = 12;

function brokenOff({ limit, exitCode, stderr }: Ended, { memory, seconds }: Limits): UserError {
  const itself = 'or convert the model yourself: docs/convert.md';
  if (limit === 'memory')
    return new UserError({
      code: 'convert-memory',
      what: `Converting the model took more than the ${memory.toUpperCase()}B of memory that the sandbox has, and was ended`,
      next: ['give the engine more memory, if it has less than that', itself],
      exitCode: 1,
    });
  if (limit === 'time')
    return new UserError({
      code: 'convert-time',
      what: `Converting the model took longer than ${seconds} seconds, and was ended`,
      next: [itself],
      exitCode: 1,
    });
  if (limit === 'output')
    return new UserError({
      code: 'convert-output',
      what: 'The sandbox wrote more than any converted model has, and was ended',
      next: [itself],
      exitCode: 1,
    });
  return new UserError({
    code: 'convert-failed',
    what: `The program that converts the model ended with ${exitCode ?? 'an error'}`,
    details: linesOf(stderr).slice(-SHOWN_LINES),
    next: ['run the same command again', itself],
    exitCode: 1,
  });
}
