import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DoctorResult } from '../../lib/commands/doctor.ts';
import { NAME_LABEL } from '../../lib/container/engine/container.ts';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { hashOf } from '../../lib/sha256.ts';
import { bin, emptyFolder, mlDocker, tree } from '../cli.ts';
import { removeAll } from '../lib/container/scratch.ts';
import { lacks } from '../skip.ts';

const noEngine = await lacks('engine', 'baseImage');

async function doctor(cwd: string, env: Record<string, string> = {}, ...args: string[]) {
  const words = [bin, 'doctor', '--engine', 'docker', '--json', ...args];
  const { stdout, stderr, exitCode } = await execa(process.execPath, words, {
    cwd,
    // A cluster is no part of this machine.
    env: { KUBECONFIG: '/nowhere', ...env },
    reject: false,
    stdin: 'ignore',
  });
  const result = JSON.parse(stdout) as DoctorResult;
  const found = (check: string) => result.checks.find((one) => one.check === check);
  return { result, found, said: stderr, exitCode };
}

describe('ml-docker doctor', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => void ({ directory, remove } = await emptyFolder()));
  afterAll(() => remove());

  it('says that there is nothing to call, and what it could not check', async () => {
    const { result, found, said, exitCode } = await doctor(directory, { PATH: '/nowhere' });
    expect(exitCode).toBe(1);
    expect(found('client')).toMatchObject({ status: 'problem', code: 'engine-not-installed' });
    expect(result).toMatchObject({ problems: 1, unmade: ['builder', 'disk', 'sandboxes'] });
    expect(said).toMatch(/^problem {2}client {6}docker is not installed/m);
    expect(said).toContain('1 problem; not checked without an engine: builder, disk, sandboxes');
  });

  it.skipIf(noEngine)('looks at the machine alone outside of a project, and writes nothing', async () => {
    const { result, said, exitCode } = await doctor(directory);
    expect(exitCode, said).toBe(0);
    expect(result.checks.map(({ check }) => check)).toEqual([
      'client',
      'engine',
      'builder',
      'disk',
      'sandboxes',
    ]);
    expect(result).toMatchObject({ problems: 0, unmade: [] });
    expect(result.project).toBeUndefined();
    expect(await tree(directory)).toEqual({});
  });

  it.skipIf(noEngine)('finds a problem with DOCKER_BUILDKIT=1 where docker build does', async () => {
    const env = { DOCKER_BUILDKIT: '1' };
    const image = `ml-docker-test-buildkit-${process.pid}`;
    const dockerfile = { env, input: `FROM scratch\nLABEL of=${image}\n`, reject: false } as const;
    const build = await execa('docker', ['build', '-t', image, '-'], dockerfile);
    await removeAll(image);
    const { found } = await doctor(directory, env);
    expect(build.failed).toBe(found('builder')!.status === 'problem');
    if (!build.failed) return expect(found('builder')!.what).toBe('BuildKit');
    expect(build.stderr).toContain('buildx component is missing');
    expect(found('builder')).toMatchObject({
      code: 'buildx-missing',
      next: [/unset DOCKER_BUILDKIT/, /buildx/].map((text) => expect.stringMatching(text)),
    });
  });

  it.skipIf(noEngine)('is printed for people without --json, and ends with a summary', async () => {
    const { stdout, exitCode } = await mlDocker(directory, 'doctor', '--engine', 'docker');
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toMatch(/^ok {7}engine {6}docker \d+\.\d+/m);
    expect(stdout).toMatch(/^[56] checks; in a project, that is checked as well: \d ok/m);
  });
});

describe.skipIf(noEngine)('ml-docker doctor, in a project', () => {
  const name = `ml-docker-test-doctor-${process.pid}`;
  let directory: string;
  let remove: () => Promise<void>;
  let port: number;

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    port = (await nextFreePort(18_900))!;
    const made = await mlDocker(
      directory,
      '.',
      '--name',
      name,
      '--port',
      String(port),
      '--yes',
      '--skip-install',
    );
    expect(made.exitCode, made.stderr).toBe(0);
  });
  afterEach(async () => {
    await removeAll(name);
  });
  afterAll(() => remove());

  it('finds nothing wrong with a new one', async () => {
    const { result, said, exitCode } = await doctor(directory);
    expect(exitCode, said).toBe(0);
    expect(result.project).toBe(name);
    expect(result.checks.map(({ check, status }) => [check, status])).toEqual([
      ...['client', 'engine', 'builder', 'disk', 'sandboxes', 'model', 'answers'].map((check) => [
        check,
        'ok',
      ]),
      ...['base image', 'image', 'container', 'port'].map((check) => [check, 'ok']),
    ]);
  });

  it('knows a model that a clone without Git LFS lacks, as the build does', async () => {
    const model = path.join(directory, 'model', 'model.onnx');
    const before = await readFile(model);
    await writeFile(model, 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1024\n');
    const { found, exitCode } = await doctor(directory);
    const build = await mlDocker(directory, 'build', '--engine', 'docker');
    await writeFile(model, before);
    expect(exitCode).toBe(1);
    expect(found('model')).toMatchObject({
      status: 'problem',
      code: 'model-not-onnx',
      what: expect.stringContaining('a Git LFS pointer'),
      next: expect.arrayContaining([expect.stringContaining('git lfs pull')]),
    });
    expect(build.exitCode).toBe(2);
    expect(build.stderr).toContain(`error: ${found('model')!.what}`);
    expect(build.stdout).not.toContain('$ docker build');
  });

  it('notices that the right answers are missing, and how they are recorded', async () => {
    const golden = path.join(directory, 'test', 'golden.json');
    const before = await readFile(golden);
    await rm(golden);
    const { found, exitCode } = await doctor(directory);
    await writeFile(golden, before);
    expect(exitCode).toBe(0);
    expect(found('answers')).toMatchObject({
      status: 'notice',
      what: 'there is no test/golden.json: the tests have no right answer to look for',
      next: [expect.stringMatching(/npm ci.* npm run record/)],
    });
  });

  it('tells all that is in the way at once: the port, and the name', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(port, () => resolve()));
    await execa('docker', ['create', '--name', name, 'node:24-bookworm-slim']);
    const { result, found, exitCode } = await doctor(directory);
    server.close();
    expect(exitCode).toBe(1);
    expect(result.problems).toBe(2);
    expect(found('container')).toMatchObject({
      code: 'container-name-taken',
      next: [
        expect.stringContaining(`docker rename ${name}`),
        expect.stringContaining(`docker rm -f ${name}`),
      ],
    });
    expect(found('port')).toMatchObject({
      code: 'port-taken',
      what: `Port ${port} is held by another program`,
      next: [expect.stringMatching(/ml-docker run --host-port \d+$/)],
    });
  });

  it('lets a container of the project itself hold name and port', async () => {
    const input = `FROM node:24-bookworm-slim\nLABEL ${NAME_LABEL}=${name}\nCMD ["-e", "setInterval(() => {}, 1000)"]\n`;
    await execa('docker', ['build', '-t', name, '-'], { input });
    await execa('docker', ['run', '-d', '--name', name, '-p', `${port}:8000`, name]);
    const { found, exitCode } = await doctor(directory);
    expect(exitCode).toBe(0);
    expect(found('container')!.what).toContain('belongs to this project (running)');
    expect(found('port')!.what).toContain('which will be replaced');
  });

  it('finds an image for another kind of processor', async () => {
    const { stdout: arch } = await execa('docker', ['version', '--format', '{{.Server.Arch}}']);
    const other = arch === 'amd64' ? 'arm64' : 'amd64';
    await loadEmptyImage(name, other);
    const { found } = await doctor(directory);
    // A machine that emulates the other kind can start it, slowly.
    expect(['problem', 'notice']).toContain(found('image')!.status);
    expect(found('image')!.what).toContain(
      `${name}:latest is for ${other}, and the engine's machine is ${arch}`,
    );
    expect(found('image')!.next).toEqual(['build it for this machine: ml-docker build']);
    if (found('image')!.status === 'notice') return;
    const { stderr, exitCode } = await mlDocker(directory, 'run', '--engine', 'docker');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error: ${name}:latest is for ${other}`);
  });

  it('tells apart what a base image of one’s own lacks', async () => {
    const dockerfile = await mlDocker(directory, '.', '--base-image', name, '--yes', '--skip-install');
    expect(dockerfile.exitCode, dockerfile.stderr).toBe(0);
    await execa('docker', ['build', '-t', name, '-'], { input: `FROM scratch\nLABEL of=${name}\n` });
    const without = await doctor(directory);
    expect(without.exitCode).toBe(1);
    expect(without.found('base image')).toMatchObject({
      code: 'base-image-unfit',
      what: `${name} has no node in its PATH`,
    });
    await execa('docker', ['build', '-t', name, '-'], {
      input: `FROM node:24-bookworm-slim\nLABEL of=${name}\n`,
    });
    const fit = await doctor(directory);
    expect(fit.found('base image')).toMatchObject({
      status: 'ok',
      what: expect.stringMatching(/Node \d+.*glibc \d/),
    });
  });

  it('warns of a registry that cannot be asked for the base image', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
    const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await mlDocker(directory, '.', '--base-image', `${registry}/node:24`, '--yes', '--skip-install');
    const { found, exitCode } = await doctor(directory);
    server.close();
    expect(exitCode).toBe(0);
    expect(found('base image')).toMatchObject({
      status: 'notice',
      next: [`try it: docker pull ${registry}/node:24`],
    });
  });
});

/** An image with nothing in it, for a processor that this machine need not have. */
async function loadEmptyImage(name: string, architecture: string): Promise<void> {
  const { directory, remove } = await emptyFolder();
  // A tar archive without files: two empty blocks.
  const layer = Buffer.alloc(1024);
  const diff = `sha256:${hashOf(layer)}`;
  const config = {
    architecture,
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [diff] },
    history: [],
  };
  await writeFile(path.join(directory, 'layer.tar'), layer);
  await writeFile(path.join(directory, 'config.json'), JSON.stringify(config));
  const manifest = [{ Config: 'config.json', RepoTags: [`${name}:latest`], Layers: ['layer.tar'] }];
  await writeFile(path.join(directory, 'manifest.json'), JSON.stringify(manifest));
  await execa('tar', ['-cf', 'image.tar', 'layer.tar', 'config.json', 'manifest.json'], { cwd: directory });
  await execa('docker', ['load', '-i', path.join(directory, 'image.tar')]);
  await remove();
}
