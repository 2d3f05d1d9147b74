import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { vi } from 'vitest';
import type { Builder } from '../../lib/container/build/builder.ts';
import { startEngine, type OwnEngine } from '../own-engine.ts';
import { lacks } from '../skip.ts';

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

/**
 * The builders that there are here; those that are missing are named on stderr. BuildKit gets an engine of its own: its
 * layers are the same as the classic builder's, and in one store of Docker 20.10 each removes the other's.
 */
export async function builders(): Promise<{ all: TestBuilder[]; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-client-'));
  const all: TestBuilder[] = [docker('classic', { DOCKER_BUILDKIT: '0' })];
  const client = await buildKitClient();
  let own: OwnEngine | undefined;
  if (client === undefined) missing('BuildKit: neither buildx nor a client with BuildKit of its own');
  else if (!(await lacks('ownEngine'))) {
    own = await startEngine();
    await copyBase('docker', { DOCKER_HOST: own.host });
    if (client !== 'docker') await symlink(client, path.join(folder, 'docker'));
    const search = client === 'docker' ? '' : `${folder}${path.delimiter}`;
    all.push(
      docker('buildkit', {
        DOCKER_BUILDKIT: '1',
        DOCKER_HOST: own.host,
        PATH: `${search}${process.env.PATH}`,
      }),
    );
  }
  if (!(await lacks('podman'))) {
    if (await podmanHasBase()) all.push(podman());
    else missing('image node:24-bookworm-slim for podman');
  }
  const remove = async (): Promise<void> => {
    await own?.remove();
    await rm(folder, { recursive: true, force: true });
  };
  return { all, remove };
}

function missing(what: string): void {
  process.stderr.write(`skipped: there is no ${what}\n`);
}

function docker(builder: Builder, env: Record<string, string>): TestBuilder {
  return {
    builder,
    engine: 'docker',
    cli: async (...args) => (await execa('docker', args, { env })).stdout,
    use() {
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
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
  const has = async (name: string): Promise<boolean> =>
    (await execa('podman', ['image', 'exists', name], { reject: false })).exitCode === 0;
  return (await has(BASE)) || (await has(`docker.io/library/${BASE}`)) || copyBase('podman');
}

const BASE = 'node:24-bookworm-slim';

/** From the engine that all tests share into another store. */
async function copyBase(engine: string, env: Record<string, string> = {}): Promise<boolean> {
  const save = execa('docker', ['save', BASE], { encoding: 'buffer', reject: false, buffer: false });
  return (await save.pipe(engine, ['load'], { reject: false, env })).exitCode === 0;
}
