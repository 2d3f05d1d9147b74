import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findEngine, readEngine } from '../../../../lib/container/engine/engine.ts';
import { noAnswer, notInstalled } from '../../../../lib/container/engine/errors.ts';
import { lacks } from '../../../skip.ts';

afterEach(() => vi.unstubAllEnvs());

describe('finding an engine', () => {
  it('refuses an engine that is neither docker nor podman, as a bad answer', async () => {
    await expect(findEngine('dokcer')).rejects.toMatchObject({ code: 'engine-unknown', exitCode: 2 });
  });

  it('says that none is installed where the PATH has none', async () => {
    vi.stubEnv('PATH', path.join(import.meta.dirname, 'nowhere'));
    const error = await findEngine().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'engine-not-installed', exitCode: 1 });
    expect(String(error)).toContain('docker and podman');
    await expect(findEngine('podman')).rejects.toThrow(/^podman is not installed/);
  });
});

describe.skipIf(await lacks('engine'))('with Docker', () => {
  it('finds the engine that answers, with its version and processor', async () => {
    const engine = await findEngine('docker');
    expect(engine).toMatchObject({ command: 'docker', version: expect.stringMatching(/^\d+\.\d+/) });
    expect(engine.arch).toMatch(/^(amd64|arm64)$/);
  });

  it('names DOCKER_HOST where nothing answers there', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
    const error = await findEngine('docker').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'engine-not-running', exitCode: 1 });
    expect(error).toHaveProperty('next.0', expect.stringContaining('unix:///nowhere/docker.sock'));
  });

  it('names DOCKER_CONTEXT where there is no such context', async () => {
    // It counts only where DOCKER_HOST says nothing.
    vi.stubEnv('DOCKER_HOST', '');
    vi.stubEnv('DOCKER_CONTEXT', 'ml-docker-test-nowhere');
    await expect(findEngine('docker')).rejects.toMatchObject({
      code: 'engine-context',
      where: 'DOCKER_CONTEXT',
      message: 'There is no Docker context "ml-docker-test-nowhere"',
    });
  });
});

// What the clients write, word for word: docker 20.10 and 28.2 on Linux, Docker Desktop on Windows, podman 4.3.
const NOT_RUNNING = [
  'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
  'error during connect: Get "http://%2F%2F.%2Fpipe%2FdockerDesktopLinuxEngine/v1.50/version": open //./pipe/dockerDesktopLinuxEngine: The system cannot find the file specified.',
  'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`\nError: unable to connect to Podman socket: Get "http://d/v4.3.1/libpod/_ping": dial unix /nope.sock: connect: no such file or directory',
];
const NO_PERMISSION =
  'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/version": dial unix /var/run/docker.sock: connect: permission denied';

describe('an engine that does not answer', () => {
  it.each(NOT_RUNNING)('is not running: %s', (stderr) => {
    expect(noAnswer('docker', stderr)).toMatchObject({ code: 'engine-not-running', exitCode: 1 });
  });

  it('is forbidden, and the group is what helps', () => {
    const error = noAnswer('docker', NO_PERMISSION);
    expect(error.code).toBe('engine-no-permission');
    expect(error.next[0]).toBe('sudo usermod -aG docker "$USER"');
  });

  it('is started as its platform does it', () => {
    expect(noAnswer('docker', NOT_RUNNING[0]!, 'linux', '').next).toEqual(['sudo systemctl start docker']);
    expect(noAnswer('docker', NOT_RUNNING[0]!, 'darwin', '').next[0]).toContain('Docker Desktop');
    expect(noAnswer('podman', NOT_RUNNING[2]!, 'linux', '').next).toEqual(['podman machine start']);
  });

  it('of podman is forbidden where it is not the user’s own', () => {
    const stderr =
      'unable to connect to Podman socket: dial unix /run/podman/podman.sock: connect: permission denied';
    expect(noAnswer('podman', stderr)).toMatchObject({
      code: 'engine-no-permission',
      next: [expect.stringContaining('unset CONTAINER_HOST')],
    });
  });

  it('of Docker Desktop may be set to Windows containers', () => {
    const version = { Client: {}, Server: { Version: '28.2.2', Os: 'windows', Arch: 'amd64' } };
    expect(() => readEngine('docker', JSON.stringify(version))).toThrow(
      'Docker is set to Windows containers',
    );
  });

  it('is shown in its own words where they are unknown', () => {
    const error = noAnswer('docker', 'client version 1.22 is too old. Minimum supported API version is 1.24');
    expect(error.code).toBe('engine-no-answer');
    expect(error.text()).toContain('client version 1.22 is too old');
  });

  it.each([
    ['remote', 'DOCKER_CONTEXT', 'then set DOCKER_CONTEXT to one of them, or unset it'],
    ['', 'the current context of docker', 'then: docker context use default'],
  ])('of a context that does not exist is named so, with DOCKER_CONTEXT="%s"', (variable, where, then) => {
    vi.stubEnv('DOCKER_CONTEXT', variable);
    const stderr =
      'Failed to initialize: unable to resolve docker endpoint: context "remote": context not found: open /home/me/.docker/contexts/meta/0/meta.json: no such file or directory';
    const error = noAnswer('docker', stderr);
    expect(error).toMatchObject({ code: 'engine-context', exitCode: 1, where });
    expect(error.message).toBe('There is no Docker context "remote"');
    expect(error.next).toEqual(['see which ones there are: docker context ls', then]);
  });

  it.each([
    ['unix:///home/me/.docker/desktop/docker.sock', 'systemctl --user start docker-desktop'],
    ['unix:///run/user/1000/docker.sock', 'systemctl --user start docker'],
    ['unix:///Users/me/.colima/default/docker.sock', 'colima start'],
    ['tcp://192.168.99.100:2376', 'start the engine at tcp://192.168.99.100:2376'],
  ])('at %s is started there', (address, command) => {
    const stderr = `Cannot connect to the Docker daemon at ${address}. Is the docker daemon running?`;
    expect(noAnswer('docker', stderr, 'linux', '').next[0]).toBe(command);
  });

  it('is another matter than one that is not installed', () => {
    expect(notInstalled(['docker']).text()).toMatch(
      /^error: docker is not installed[^]*next: install Docker: https/,
    );
  });
});
