import { UserError } from '../errors.ts';
import type { Known } from '../formats/known.ts';
import type { Io } from '../io/io.ts';
import { findEngine, type Engine } from '../container/engine/engine.ts';
import type { ConvertOptions } from './convert.ts';
import { askService } from './proof/answers.ts';
import { proofImage } from './proof/image.ts';
import type { AskModel } from './proof/prove.ts';
import type { Answer } from './sandbox/answer.ts';
import type { Requirements } from './sandbox/dockerfile.ts';
import { sandboxImage } from './sandbox/image.ts';
import { runSandbox, type SandboxRun } from './sandbox/run.ts';

/** Where a model is opened, and where the result is asked. */
export interface Place {
  /** For people: `in a container without a network, of ml-docker-convert:…`. */
  about: string;
  /** The image; null where it is no container. */
  image: string | null;
  convert: (run: SandboxRun) => Promise<Answer>;
  ask: AskModel;
}

/** What a place is chosen by. */
export interface Wanted {
  known: Pick<Known, 'reading'>;
  requirements: Requirements;
  options: ConvertOptions;
}

/**
 * Makes the place ready: the images are built, where the engine does not have them yet.
 * @throws UserError  no engine, or an image that cannot be built (exit 1)
 */
export async function openPlace(
  { requirements, options }: Wanted,
  io: Io,
  signal: AbortSignal,
): Promise<Place> {
  const engine = await engineFor(options, signal);
  const image = (await sandboxImage(engine, requirements, io, signal)).name;
  const service = await proofImage(engine, options.baseImage, io, signal);
  return {
    about: `in a container of ${image}, without a network`,
    image,
    convert: (run) => runSandbox(engine, image, run, signal),
    ask: (asked) => askService(engine, service, asked, signal),
  };
}

async function engineFor({ engine }: ConvertOptions, signal: AbortSignal): Promise<Engine> {
  try {
    return await findEngine(engine, signal);
  } catch (error) {
    if (!(error instanceof UserError) || error.exitCode === 2) throw error;
    const { code, message, where, details, next, exitCode } = error;
    throw new UserError({
      code,
      what: `A model is converted in a container, and there is no engine for it: ${message}`,
      ...(where !== undefined && { where }),
      details,
      next: next.filter((line) => !line.includes('npm ci')),
      exitCode,
    });
  }
}
