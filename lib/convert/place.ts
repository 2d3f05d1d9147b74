import { UserError } from '../errors.ts';
import type { Known } from '../formats/known.ts';
import type { Io } from '../io/io.ts';
import { findEngine, type Engine } from '../container/engine/engine.ts';
import { runContained } from '../container/run/contained.ts';
import type { ConvertOptions } from './convert.ts';
import { openHere } from './here/here.ts';
import { proofImage } from './proof/image.ts';
import type { Requirements } from './sandbox/dockerfile.ts';
import { sandboxImage } from './sandbox/image.ts';
import type { Run } from './sandbox/run.ts';

/** Where a model is opened, and where the result is asked. */
export interface Place {
  /** For people: `in a container of ml-docker-convert:…, without a network`. */
  about: string;
  /** The image; null where it is no container. */
  image: string | null;
  /** The program that converts. */
  convert: Run;
  /** The service, which answers by what came of it. */
  serve: Run;
}

/** What a place is chosen by. */
export interface Wanted {
  known: Pick<Known, 'reading'>;
  requirements: Requirements;
  options: ConvertOptions;
}

/**
 * Makes the place ready: images are built, where the engine does not have them yet. Nothing is opened on this machine,
 * unless a Python of it was named.
 * @throws UserError  no engine, or an image that cannot be built (exit 1); a Python that cannot be used (exit 2)
 */
export async function openPlace(wanted: Wanted, io: Io, signal: AbortSignal): Promise<Place> {
  const { requirements, options } = wanted;
  if (options.python !== undefined) return openHere(options.python, wanted, io, signal);
  const engine = await engineFor(options, signal);
  const image = (await sandboxImage(engine, requirements, io, signal)).name;
  return {
    about: `in a container of ${image}, without a network`,
    image,
    convert: (piped) => runContained(engine, { ...piped, image }, signal),
    serve: await openService(engine, options.baseImage, io, signal),
  };
}

/** The service in a container, which answers rows by a model that it is given. Its image is built where it is not there yet. */
export async function openService(
  engine: Engine,
  baseImage: string,
  io: Io,
  signal: AbortSignal,
): Promise<Run> {
  const image = await proofImage(engine, baseImage, io, signal);
  return (piped) => runContained(engine, { ...piped, image, writable: ['/app/model'] }, signal);
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
      next: [
        ...next.filter((line) => !line.includes('npm ci')),
        'or without a sandbox, by a Python of this machine: --python python3',
      ],
      exitCode,
    });
  }
}
