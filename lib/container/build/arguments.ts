import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { builderOf, type Builder } from './builder.ts';
import { networkArguments, type Secretly } from './network.ts';
import { npmSettings } from './npm.ts';
import type { Engine } from '../engine/engine.ts';

/** What a build is asked for. */
export interface BuildRequest {
  /** Of the image. */
  name: string;
  /** The project's folder, absolute. */
  directory: string;
  /** `linux/amd64` or `linux/arm64`; the engine's own where it is absent. */
  platform?: string | undefined;
  /** A PEM file with certificates that npm is to trust in the build, absolute. */
  caFile?: string | undefined;
  /** Whether the base image is fetched again, although the engine has it. */
  pull?: boolean | undefined;
  /** What the program that installs packages is to know of the network, by the name of its ARG; absent: npm's. */
  settings?: Secretly | undefined;
}

export interface BuildCommand {
  builder: Builder;
  args: string[];
  /** Values for those `--build-arg`s that stand on the command line by name alone. */
  env: Secretly;
}

/**
 * The arguments of `docker build`. In a plain case `build -t NAME .`, as a tutorial has it; the rest is added only
 * where something is out of the ordinary.
 * @throws UserError  source-date-epoch (exit 1)
 */
export async function buildArguments(
  engine: Engine,
  request: BuildRequest,
  signal?: AbortSignal,
): Promise<BuildCommand> {
  const [builder, network] = await Promise.all([
    builderOf(engine, signal),
    settingsOf(request, signal).then((settings) => networkArguments(engine, settings, signal)),
  ]);
  const { name, platform, pull } = request;
  const args = [
    'build',
    // Without it podman makes an OCI image, which has no HEALTHCHECK.
    ...(builder === 'buildah' ? ['--format', 'docker'] : []),
    ...platformArguments(engine, builder, platform),
    ...(pull === true ? ['--pull'] : []),
    ...network.args,
    ...(await versionArgument(request.directory)),
    ...datesOf(builder, process.env.SOURCE_DATE_EPOCH),
    ...['-t', name, '.'],
  ];
  return { builder, args, env: network.env };
}

async function settingsOf({ settings, directory }: BuildRequest, signal?: AbortSignal): Promise<Secretly> {
  if (settings !== undefined) return settings;
  const npmrc = await npmSettings(directory, signal);
  return npmrc.length > 0 ? { NPMRC: npmrc.join('\n') } : {};
}

/**
 * BuildKit knows what it runs on and what it builds for. The others do not, before the first FROM: the Dockerfile has
 * linux/amd64 then, and podman takes for every stage what it builds for.
 */
function platformArguments({ arch }: Engine, builder: Builder, platform: string | undefined): string[] {
  const asked = platform === undefined ? [] : ['--platform', platform];
  if (builder === 'buildkit') return asked;
  const target =
    builder === 'buildah' && platform !== undefined ? ['--build-arg', `TARGETPLATFORM=${platform}`] : [];
  const isSaid = arch !== 'amd64' || target.length > 0;
  return [...asked, ...(isSaid ? ['--build-arg', `BUILDER=linux/${arch}`] : []), ...target];
}

/** The version in package.json, where it is no longer the one that the Dockerfile was written with. */
async function versionArgument(directory: string): Promise<string[]> {
  const read = (file: string): Promise<string> =>
    readFile(path.join(directory, file), 'utf8').catch(() => '');
  const [dockerfile, packageJson] = await Promise.all([read('Dockerfile'), read('package.json')]);
  const written = /^ARG VERSION=(\S+)$/m.exec(dockerfile)?.[1];
  const current = /"version":\s*"([^"]+)"/.exec(packageJson)?.[1];
  const isNews = written !== undefined && current !== undefined && current !== written;
  return isNews ? ['--build-arg', `VERSION=${current}`] : [];
}

/**
 * The image's date, where SOURCE_DATE_EPOCH sets one (https://reproducible-builds.org/specs/source-date-epoch/).
 * By flag and not in the Dockerfile: a label there would always have a value, and each new one another image. Layers
 * are the same without it, because the Dockerfile gives their files a date.
 */
export function datesOf(builder: Builder, epoch: string | undefined): string[] {
  if (epoch === undefined || epoch === '') return [];
  const date = new Date(Number(epoch) * 1000);
  if (!/^\d+$/.test(epoch) || Number.isNaN(date.getTime())) {
    throw new UserError({
      code: 'source-date-epoch',
      what: `SOURCE_DATE_EPOCH=${epoch} is not a date: it must be a number of seconds since 1970`,
      next: 'set it to the date of the last commit: SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)',
      exitCode: 1,
    });
  }
  const created = date.toISOString().replace('.000Z', 'Z');
  return [
    // BuildKit reads SOURCE_DATE_EPOCH itself, where it knows it.
    ...(builder === 'buildah' ? ['--timestamp', epoch] : []),
    ...['--label', `org.opencontainers.image.created=${created}`],
  ];
}
