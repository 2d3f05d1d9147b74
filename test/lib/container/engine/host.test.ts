import { afterEach, describe, expect, it, vi } from 'vitest';
import { findEngine } from '../../../../lib/container/engine/engine.ts';
import { hostAddress, hostOf } from '../../../../lib/container/engine/host.ts';
import { lacks } from '../../../skip.ts';

const noEngine = await lacks('engine');

afterEach(() => vi.unstubAllEnvs());

describe('the address of the Docker host', () => {
  it.each([
    ['unix:///var/run/docker.sock', 'localhost'],
    ['npipe:////./pipe/docker_engine', 'localhost'],
    ['', 'localhost'],
    ['tcp://192.168.99.100:2376', '192.168.99.100'],
    ['tcp://build.example:2375', 'build.example'],
    ['ssh://me@build.example', 'build.example'],
    ['ssh://core@127.0.0.1:50123/run/podman/podman.sock', 'localhost'],
    ['tcp://[2001:db8::1]:2375', '[2001:db8::1]'],
    ['tcp://[::1]:2375', 'localhost'],
    ['tcp://0.0.0.0:2375', 'localhost'],
  ])('of %s is %s', (endpoint, host) => {
    expect(hostOf(endpoint)).toBe(host);
  });

  it.skipIf(noEngine)('is what docker itself makes of DOCKER_HOST', async () => {
    const engine = await findEngine('docker');
    vi.stubEnv('DOCKER_HOST', 'ssh://me@build.example');
    expect(await hostAddress(engine)).toBe('build.example');
    vi.stubEnv('DOCKER_HOST', 'unix:///var/run/docker.sock');
    expect(await hostAddress(engine)).toBe('localhost');
  });
});
