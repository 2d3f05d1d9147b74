import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildArguments, datesOf } from '../../../../lib/container/build/arguments.ts';
import { publicRegistry } from '../public-registry.ts';

const DOCKER = { name: 'docker' as const, command: 'docker', version: '28', arch: 'amd64' };
const PODMAN = { ...DOCKER, name: 'podman' as const, command: 'podman' };

describe('the arguments of docker build', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
    await writeFile(path.join(directory, 'Dockerfile'), 'FROM node\nARG VERSION=1.0.0\n');
    await writeFile(path.join(directory, 'package.json'), '{ "version": "1.0.0" }');
  });
  let registry: string;
  beforeAll(async () => (registry = await publicRegistry()));
  beforeEach(() => {
    vi.stubEnv('DOCKER_BUILDKIT', '0');
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'SOURCE_DATE_EPOCH']) {
      vi.stubEnv(name, undefined);
      vi.stubEnv(name.toLowerCase(), undefined);
    }
    vi.stubEnv('npm_config_registry', registry);
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rm(directory, { recursive: true }));

  const args = async (engine = DOCKER as typeof DOCKER | typeof PODMAN, more = {}): Promise<string> =>
    (await buildArguments(engine, { name: 'irisapi', directory, ...more })).args.join(' ');

  it('are those of a tutorial in a plain case', async () => {
    expect(await args()).toBe('build -t irisapi .');
    expect(await args(PODMAN)).toBe('build --format docker -t irisapi .');
  });

  it('name what builds where the builder does not know it, and what it builds for', async () => {
    expect(await args({ ...DOCKER, arch: 'arm64' })).toBe(
      'build --build-arg BUILDER=linux/arm64 -t irisapi .',
    );
    expect(await args(PODMAN, { platform: 'linux/arm64' })).toContain(
      '--platform linux/arm64 --build-arg BUILDER=linux/amd64 --build-arg TARGETPLATFORM=linux/arm64',
    );
    vi.stubEnv('DOCKER_BUILDKIT', '1');
    expect(await args(DOCKER, { platform: 'linux/arm64', pull: true })).toBe(
      'build --platform linux/arm64 --pull -t irisapi .',
    );
  });

  it('have the version of package.json, once it is another one than the Dockerfile’s', async () => {
    await writeFile(path.join(directory, 'package.json'), '{ "version": "1.1.0" }');
    expect(await args()).toBe('build --build-arg VERSION=1.1.0 -t irisapi .');
    await writeFile(path.join(directory, 'package.json'), '{ "version": "1.0.0" }');
  });

  it('pass on a proxy by name alone, with its password in the environment', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://me:secret@proxy.example:3128');
    const { args: given, env } = await buildArguments(DOCKER, { name: 'irisapi', directory });
    expect(given.join(' ')).toBe('build --build-arg HTTPS_PROXY -t irisapi .');
    expect(env).toEqual({ HTTPS_PROXY: 'http://me:secret@proxy.example:3128' });
    // podman does it by itself.
    expect(await args(PODMAN)).toBe('build --format docker -t irisapi .');
  });
});

describe('SOURCE_DATE_EPOCH', () => {
  it('becomes a label, and podman’s time of everything', () => {
    const label = ['--label', 'org.opencontainers.image.created=2023-11-14T22:13:20Z'];
    expect(datesOf('classic', '1700000000')).toEqual(label);
    expect(datesOf('buildah', '1700000000')).toEqual(['--timestamp', '1700000000', ...label]);
    expect(datesOf('buildkit', undefined)).toEqual([]);
    expect(datesOf('buildkit', '')).toEqual([]);
  });

  it.each(['yesterday', '-1', '1e9', '99999999999999'])('is refused where it is %s', (epoch) => {
    expect(() => datesOf('classic', epoch)).toThrow('is not a date');
  });
});
