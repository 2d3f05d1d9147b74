import { findEngine } from '../container/engine.ts';
import { buildImage, findImage } from '../container/image.ts';
import { interruptible } from '../container/interrupt.ts';
import { readProject } from '../project/project.ts';
import type { Io } from '../io.ts';

export interface BuildOptions {
  /** The project's folder, absolute. */
  directory: string;
  /** docker or podman; the first one that answers where it is absent. */
  engine?: string;
}

export interface BuildResult {
  engine: string;
  /** `NAME:latest` */
  image: string;
  id: string;
  bytes: number;
  /** Absent where the engine does not keep the base image under its name. */
  baseBytes?: number;
  seconds: number;
}

/**
 * `ml-docker build`: docker build of the project in `directory`.
 * @throws UserError  no project (2); no engine, or the build failed (1)
 * @throws Interrupted  after Ctrl-C; the image of an earlier build stays as it was
 */
export async function build({ directory, engine: wanted }: BuildOptions, io: Io): Promise<BuildResult> {
  const { name, baseImage } = (await readProject(directory)).answers;
  return interruptible(async (signal) => {
    const engine = await findEngine(wanted, signal);
    const start = Date.now();
    const { id, bytes } = await buildImage(engine, { name, directory }, io, signal);
    const seconds = (Date.now() - start) / 1000;
    const baseBytes = (await findImage(engine, baseImage, signal))?.bytes;
    const result = {
      engine: engine.name,
      image: `${name}:latest`,
      id,
      bytes,
      ...(baseBytes && { baseBytes }),
      seconds,
    };
    io.say(describe(result, baseImage));
    return result;
  });
}

function describe({ image, bytes, baseBytes, seconds }: BuildResult, baseImage: string): string {
  const over = baseBytes === undefined ? '' : `, ${megabytes(bytes - baseBytes)} of them over ${baseImage}`;
  return `image ${image}: ${megabytes(bytes)}${over}; built in ${seconds.toFixed(1)} s`;
}

/** As Docker shows sizes: decimal. */
function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
