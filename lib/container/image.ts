import type { Io } from '../io.ts';
import { buildFailed } from './build-failure.ts';
import { call, commandLine } from './cli.ts';
import { discardContainer } from './container.ts';
import type { Engine } from './engine.ts';
import { engineFailed } from './failure.ts';

/** An image as its engine describes it. */
export interface Image {
  id: string;
  /** As the engine counts: all layers, the base image's included. */
  bytes: number;
  /** amd64, arm64 */
  architecture: string;
  labels: Record<string, string>;
}

interface Inspected {
  Id: string;
  Size: number;
  Architecture: string;
  Config?: { Labels?: Record<string, string> | null } | null;
}

/** The image called `reference`; undefined where the engine has none of that name. */
export async function findImage(
  engine: Engine,
  reference: string,
  signal?: AbortSignal,
): Promise<Image | undefined> {
  const args = ['image', 'inspect', reference];
  const { exitCode, stdout, stderr } = await call(engine.command, args, { signal });
  if (exitCode !== 0) {
    if (/no such image|image not known/i.test(stderr)) return undefined;
    throw engineFailed(engine, args, stderr);
  }
  const [found] = JSON.parse(stdout) as [Inspected];
  return {
    id: found.Id,
    bytes: found.Size,
    architecture: found.Architecture,
    labels: found.Config?.Labels ?? {},
  };
}

/**
 * Builds the image `name` from the Dockerfile in `directory`, as a tutorial does, showing what the builder writes.
 * The tag is set when all of it has succeeded: a failed or interrupted build leaves the old image in place.
 * @throws UserError  code build-…, with the end of the output, a diagnosis and a log file (exit 1)
 */
export async function buildImage(
  engine: Engine,
  { name, directory }: { name: string; directory: string },
  io: Io,
  signal?: AbortSignal,
): Promise<Image> {
  const args = ['build', ...(await builderFlags(engine, signal)), '-t', name, '.'];
  const line = commandLine(engine.command, args);
  io.say(`$ ${line}`);
  let output = '';
  const onOutput = (chunk: string): void => {
    output += chunk;
    io.progress(chunk);
  };
  try {
    const { exitCode } = await call(engine.command, args, { signal, cwd: directory, onOutput });
    const image = exitCode === 0 ? await findImage(engine, name, signal) : undefined;
    if (image === undefined) throw await buildFailed(line, output);
    return image;
  } catch (error) {
    await discardBuildContainer(engine, output);
    throw error;
  }
}

/** The classic builder runs each step in a container, and leaves that of a step which failed. */
async function discardBuildContainer(engine: Engine, output: string): Promise<void> {
  const id = [...output.matchAll(/^ ---> Running in ([0-9a-f]{12})$/gm)].at(-1)?.[1];
  if (id !== undefined) await discardContainer(engine, id);
}

/** What has to be said to a builder that does not know it by itself. */
async function builderFlags(engine: Engine, signal: AbortSignal | undefined): Promise<string[]> {
  // Without it podman makes an OCI image, which has no HEALTHCHECK.
  const format = engine.name === 'podman' ? ['--format', 'docker'] : [];
  // The Dockerfile takes linux/amd64 where the builder does not say what it runs on.
  const silent = engine.arch !== 'amd64' && !(await usesBuildKit(engine, signal));
  return silent ? [...format, '--build-arg', `BUILDPLATFORM=linux/${engine.arch}`] : format;
}

async function usesBuildKit(engine: Engine, signal: AbortSignal | undefined): Promise<boolean> {
  if (engine.name === 'podman' || process.env.DOCKER_BUILDKIT === '0') return false;
  if (process.env.DOCKER_BUILDKIT === '1') return true;
  return (await call(engine.command, ['buildx', 'version'], { signal })).exitCode === 0;
}
