import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { vi } from 'vitest';
import type { Builder } from '../../lib/container/build-builder.ts';

/** One way to build on this machine. */
export interface TestBuilder {
  builder: Builder;
  engine: 'docker' | 'podman';
  /** Calls the engine's client. */
  cli(...args: string[]): Promise<string>;
  /** From now on `docker build` in this process goes to this builder. */
  use(): void;
}

/** Clients that call BuildKit: the first one in the PATH, where it has buildx; Debian's, which needs none. */
async function buildKitClient(): Promise<string | undefined> {
  for (const client of ['docker', '/usr/bin/docker']) {
    const env = { DOCKER_BUILDKIT: '1' };
    const { exitCode } = await execa(client, ['build', '--help'], { env, reject: false });
    const version = await execa(client, ['version', '--format', '{{.Client.Version}}'], { reject: false });
    const hasBuildx = (await execa(client, ['buildx', 'version'], { reject: false })).exitCode === 0;
    if (exitCode === 0 && (hasBuildx || parseInt(version.stdout, 10) < 23)) return client;
  }
  return undefined;
}

/** The builders that there are here; those that are missing are named on stderr. */
export async function builders(): Promise<{ all: TestBuilder[]; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-client-'));
  const all: TestBuilder[] = [docker('classic', '0', undefined)];
  const client = await buildKitClient();
  if (client === undefined) missing('BuildKit: neither buildx nor a client with BuildKit of its own');
  else {
    if (client !== 'docker') await symlink(client, path.join(folder, 'docker'));
    all.push(docker('buildkit', '1', client === 'docker' ? undefined : folder));
  }
  if (existsSync('/usr/bin/podman') && (await podmanHasBase())) all.push(podman());
  else missing('podman, or its image node:24-bookworm-slim');
  return { all, remove: () => rm(folder, { recursive: true, force: true }) };
}

function missing(what: string): void {
  process.stderr.write(`skipped: there is no ${what}\n`);
}

function docker(builder: Builder, buildKit: string, folder: string | undefined): TestBuilder {
  return {
    builder,
    engine: 'docker',
    cli: async (...args) => (await execa('docker', args)).stdout,
    use() {
      vi.stubEnv('DOCKER_BUILDKIT', buildKit);
      if (folder !== undefined) vi.stubEnv('PATH', `${folder}${path.delimiter}${process.env.PATH}`);
    },
  };
}

function podman(): TestBuilder {
  return {
    builder: 'buildah',
    engine: 'podman',
    cli: async (...args) => (await execa('podman', args)).stdout,
    use() {},
  };
}

/** podman has a store of its own: the stand-in for the base image comes from Docker's. */
async function podmanHasBase(): Promise<boolean> {
  const image = 'node:24-bookworm-slim';
  const has = async (name: string): Promise<boolean> =>
    (await execa('podman', ['image', 'exists', name], { reject: false })).exitCode === 0;
  if ((await has(image)) || (await has(`docker.io/library/${image}`))) return true;
  const save = execa('docker', ['save', image], { encoding: 'buffer', reject: false, buffer: false });
  const load = await save.pipe('podman', ['load'], { reject: false });
  return load.exitCode === 0;
}
