import { UserError } from '../../errors.ts';
import type { Io } from '../../io/io.ts';
import { buildArguments, type BuildRequest } from './arguments.ts';
import { builderIn, type Builder } from './builder.ts';
import { withCaFile } from './ca-file.ts';
import { buildFailed } from './failure.ts';
import { discardBuildContainers, endPodmanBuild } from './interrupted.ts';
import { keepBuildLog } from './log.ts';
import { checkPlatform, wrongPlatform } from './platform.ts';
import { buildProgress } from './progress.ts';
import { discardOldStages } from './stages.ts';
import { call, commandLine } from '../engine/cli.ts';
import type { Engine } from '../engine/engine.ts';
import { kindOf } from '../engine/kinds.ts';
import { findImage, type Image } from '../engine/image.ts';

/** What a build has made. */
export interface Built {
  image: Image;
  builder: Builder;
  /** The file with all that the builder has written, absolute. */
  log: string;
}

/**
 * Builds an image from the Dockerfile in a project, as a tutorial does, and prints the command first. The tag is set
 * when all of it has succeeded: a failed or interrupted build leaves the old image in place, and no container.
 * @throws UserError  build-…, with the end of the output, a diagnosis and the log, and source-date-epoch (exit 1);
 *   ca-file (exit 2)
 */
export async function buildImage(
  engine: Engine,
  request: BuildRequest,
  io: Io,
  signal?: AbortSignal,
): Promise<Built> {
  const { name, directory, platform } = request;
  const { builder, args, env } = await buildArguments(engine, request, signal);
  checkPlatform(engine, builder, platform);
  const before = await findImage(engine, name, signal);
  const line = commandLine(engine.command, args);
  io.say(`$ ${line}`);
  const since = new Date();
  let output = '';
  const progress = buildProgress(io);
  const onOutput = (chunk: string): void => {
    output += chunk;
    progress.take(chunk);
  };
  const end =
    kindOf(engine).leavesWorkingContainers && process.platform === 'linux' ? { end: endPodmanBuild } : {};
  try {
    const { exitCode } = await withCaFile(request, () =>
      call(engine.command, args, { signal, cwd: directory, env, onOutput, ...end }),
    ).finally(progress.end);
    const log = await keepBuildLog(directory, output);
    const image = exitCode === 0 ? await findImage(engine, name, signal) : undefined;
    if (image === undefined) throw await buildFailed(output, { where: line, log, engine, request });
    if (platform !== undefined && !platform.endsWith(`/${image.architecture}`)) {
      await putBack(engine, name, before);
      throw wrongPlatform(line, { wanted: platform, got: image.architecture });
    }
    await discardOldStages(engine, name, output);
    return { image, builder: builderIn(output) ?? builder, log };
  } catch (error) {
    await discardBuildContainers(engine, output, since);
    // podman may have come to its end before it was stopped.
    if (signal?.aborted === true) await putBack(engine, name, before);
    throw error instanceof UserError || signal?.aborted !== true ? error : signal.reason;
  }
}

/** Gives the tag back to the image that had it before; where there was none, takes it away. */
async function putBack(engine: Engine, name: string, before: Image | undefined): Promise<void> {
  const now = await findImage(engine, name).catch(() => undefined);
  if (now === undefined || now.id === before?.id) return;
  await call(engine.command, before === undefined ? ['rmi', name] : ['tag', before.id, name]);
}
