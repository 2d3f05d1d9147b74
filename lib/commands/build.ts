import path from 'node:path';
import { BUILDER_NAMES, type Builder } from '../container/build/builder.ts';
import { buildImage } from '../container/build/image.ts';
import { imageSize, type ImageSize } from '../container/build/image-parts.ts';
import { partsTable } from '../container/build/image-table.ts';
import { interruptible } from '../container/engine/interrupt.ts';
import { preflight } from '../container/preflight/preflight.ts';
import { readProject } from '../project/project.ts';
import type { Io } from '../io/io.ts';
import { subjectOf } from './preflight-subject.ts';

export interface BuildOptions {
  /** The project's folder, absolute. */
  directory: string;
  /** docker or podman; the first one that answers where it is absent. */
  engine?: string;
  /** `linux/amd64` or `linux/arm64`; the engine's own where it is absent. */
  platform?: string;
  /** A PEM file with certificates that npm is to trust in the build, absolute or from the project's folder. */
  caFile?: string;
  /** Whether the base image is fetched again. */
  pull?: boolean;
}

export interface BuildResult extends ImageSize {
  engine: string;
  builder: Builder;
  /** `NAME:latest` */
  image: string;
  id: string;
  /** `linux/amd64` */
  platform: string;
  /** How much of `bytes` is the base image. */
  baseBytes: number;
  /** The file with all that the builder has written. */
  log: string;
  seconds: number;
}

/**
 * `ml-docker build`: docker build of the project in `directory`.
 * @throws UserError  no project, no such --ca-file (2); something in the way, or the build failed (1)
 * @throws Interrupted  after Ctrl-C; the image of an earlier build stays as it was
 */
export async function build(options: BuildOptions, io: Io): Promise<BuildResult> {
  const { directory, platform, pull, caFile } = options;
  const project = await readProject(directory);
  const { name, baseImage } = project.answers;
  const subject = { engine: options.engine, project: await subjectOf(project) };
  return interruptible(async (signal) => {
    const engine = await preflight('build', subject, io, signal);
    const start = Date.now();
    const request = {
      name,
      directory,
      platform,
      pull,
      ...(caFile !== undefined && { caFile: path.resolve(directory, caFile) }),
    };
    const { image, builder, log } = await buildImage(engine, request, io, signal);
    const seconds = (Date.now() - start) / 1000;
    const size = await imageSize(engine, image, signal);
    const result = {
      engine: engine.name,
      builder,
      image: `${name}:latest`,
      id: image.id,
      platform: `linux/${image.architecture}`,
      ...size,
      baseBytes: size.parts.find(({ part }) => part === 'base')?.bytes ?? 0,
      log,
      seconds,
    };
    for (const line of describe(result, baseImage)) io.say(line);
    return result;
  });
}

function describe(result: BuildResult, baseImage: string): string[] {
  const { image, platform, builder, bytes, baseBytes, log, seconds } = result;
  const over = `${megabytes(bytes - baseBytes)} of them over ${baseImage}`;
  return [
    `built by ${BUILDER_NAMES[builder]} for ${platform}; all of its output: ${log}`,
    ...partsTable(result),
    `image ${image}: ${megabytes(bytes)}, ${over}; built in ${seconds.toFixed(1)} s`,
  ];
}

/** As Docker shows sizes: decimal. */
function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
