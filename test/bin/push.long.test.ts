import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { http } from '../../lib/container/run/http.ts';
import { hashOf } from '../../lib/sha256.ts';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import {
  ownAddress,
  PASSWORD,
  startRegistry,
  USER,
  type OwnRegistry,
  type OwnRegistryOptions,
} from '../registry.ts';
import { lacks } from '../skip.ts';

const noRegistry = await lacks('engine', 'baseImage', 'registry');

describe.skipIf(noRegistry)('ml-docker push', () => {
  const name = `ml-docker-test-pushed-${process.pid}`;
  let directory: string;
  let remove: () => Promise<void>;
  const registries: OwnRegistry[] = [];
  const servers: Server[] = [];

  const docker = (...args: string[]) => execa('docker', args, { reject: false });
  const push = (args: string[], env: Record<string, string> = {}) =>
    execa(process.execPath, [bin, 'push', ...args, '--engine', 'docker'], {
      cwd: directory,
      env,
      reject: false,
      stdin: 'ignore',
      all: true,
    });
  const registry = async (options?: OwnRegistryOptions): Promise<string> => {
    const started = await startRegistry(options);
    registries.push(started);
    return started.host;
  };
  const idOf = async (image: string): Promise<string> =>
    (await docker('image', 'inspect', '--format', '{{.Id}}', image)).stdout;
  const tagsOf = async (): Promise<string[]> =>
    JSON.parse((await docker('image', 'inspect', '--format', '{{json .RepoTags}}', await idOf(name))).stdout);

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    const made = await mlDocker(directory, '.', '--name', name, '--yes', '--skip-install');
    expect(made.exitCode, made.stderr).toBe(0);
    // Any image will do to be refused; a small one is quick.
    await execa('docker', ['build', '-t', name, '-'], { input: `FROM scratch\nLABEL of=${name}\n` });
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    for (const one of registries.splice(0)) await one.remove();
    for (const tag of await tagsOf()) if (tag !== `${name}:latest`) await docker('rmi', tag);
  });
  afterAll(async () => {
    await docker('rmi', '-f', name);
    await remove();
  });

  it('gives the digest by which the registry knows the image', async () => {
    const host = await registry();
    const { stdout, stderr, exitCode } = await push([`${host}/tests/irisapi`, '--json']);
    expect(exitCode, stderr).toBe(0);
    const { digest, bytes, ...result } = JSON.parse(stdout);
    expect(result).toEqual({
      engine: 'docker',
      image: `${name}:latest`,
      reference: `${host}/tests/irisapi:latest`,
      pinned: `${host}/tests/irisapi@${digest}`,
    });
    expect(bytes).toBe(Number((await docker('image', 'inspect', '--format', '{{.Size}}', name)).stdout));
    const accept = 'application/vnd.docker.distribution.manifest.v2+json';
    const known = await http(`http://${host}/v2/tests/irisapi/manifests/latest`, { headers: { accept } });
    expect(`sha256:${hashOf(known.text)}`).toBe(digest);
    expect(stderr).not.toContain('was edited after');
  });

  it('of an image that is older than the files says so', async () => {
    const host = await registry();
    await appendFile(path.join(directory, 'app.ts'), '// edited\n');
    const { all, exitCode } = await push([`${host}/tests/irisapi`]);
    expect(exitCode, all).toBe(0);
    expect(all).toContain(`notice: app.ts was edited after the image ${name} was built`);
    expect(all).toContain(`to have that in it: ml-docker build && ml-docker push ${host}/tests/irisapi`);
  });

  it('refuses --compose before the push, where compose.yaml has no place for a digest', async () => {
    const host = await registry();
    const file = path.join(directory, 'compose.yaml');
    const compose = await readFile(file, 'utf8');
    await writeFile(file, compose.replace(`"${name}":`, 'mine:'));
    const renamed = await push([`${host}/tests/irisapi`, '--compose']);
    await rm(file);
    const removed = await push([`${host}/tests/irisapi`, '--compose']);
    await writeFile(file, compose);
    expect(renamed).toMatchObject({ exitCode: 2 });
    expect(renamed.stderr).toContain(`error: compose.yaml has no service ${name} with an image: line`);
    expect(removed).toMatchObject({ exitCode: 2 });
    expect(removed.stderr).toContain('error: The project has no compose.yaml');
    expect((await http(`http://${host}/v2/tests/irisapi/tags/list`)).status).toBe(404);
  });

  it('to a registry that asks for a password is explained, and works after docker login', async () => {
    const host = await registry({ login: true });
    const { directory: config, remove: removeConfig } = await emptyFolder();
    const env = { DOCKER_CONFIG: config };
    const reference = `${host}/tests/irisapi:1`;
    try {
      const refused = await push([reference], env);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(`error: ${host} does not let you push there`);
      expect(refused.stderr).toContain('no basic auth credentials');
      expect(refused.stderr).toContain(`next: log in: docker login ${host}\n`);
      expect(refused.stderr).toContain(`then again: ml-docker push ${reference}`);
      expect(await tagsOf()).toEqual([`${name}:latest`]);
      const login = ['login', '--username', USER, '--password-stdin', host];
      await execa('docker', login, { input: PASSWORD, env });
      const pushed = await push([reference], env);
      expect(pushed.exitCode, pushed.stderr).toBe(0);
      expect(await tagsOf()).toEqual(expect.arrayContaining([reference]));
    } finally {
      await removeConfig();
    }
  });

  it('leaves the tag of an earlier push as it was, where the next one fails', async () => {
    const host = await registry();
    const reference = `${host}/tests/irisapi:1`;
    await docker('tag', 'node:24-bookworm-slim', reference);
    await registries[0]!.stop();
    const { exitCode, stderr } = await push([reference]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error: The engine cannot reach ${host}`);
    expect(await idOf(reference)).toBe(await idOf('node:24-bookworm-slim'));
    await docker('rmi', reference);
  });

  const listen = async (server: Server, address = '127.0.0.1'): Promise<string> => {
    servers.push(server);
    await new Promise<void>((resolve) => void server.listen(0, address, () => resolve()));
    return `${address}:${(server.address() as AddressInfo).port}`;
  };
  const refusal = async (host: string): Promise<string> => {
    const { exitCode, stderr } = await push([`${host}/tests/irisapi`]);
    expect(exitCode).toBe(1);
    expect(await tagsOf()).toEqual([`${name}:latest`]);
    return stderr;
  };

  it('tells apart a host that does not exist and what is not a registry', async () => {
    const web = createHttpServer((_request, response) => response.writeHead(404).end('no such page'));
    expect(await refusal(await listen(web))).toMatch(/error: What answers at \S+ is not a registry/);
    expect(await refusal('no-such-host.invalid')).toContain(
      'error: The engine cannot find the host no-such-host.invalid',
    );
  });

  it('tells apart plain HTTP and a certificate that nobody knows', async ({ skip }) => {
    const address = ownAddress();
    // On the loopback address the engine insists on neither.
    if (address === undefined) skip('this machine has no address but the loopback one');
    const plain = await registry({ address });
    const said = await refusal(plain);
    expect(said).toContain(`error: ${plain} speaks plain HTTP, and the engine insists on TLS`);
    expect(said).toContain(`"insecure-registries": ["${plain}"]`);
    const secret = await registry({ address, tls: true });
    const distrusted = await refusal(secret);
    expect(distrusted).toContain(`error: The engine does not trust the certificate of ${secret}`);
    expect(distrusted).toContain(`/etc/docker/certs.d/${secret}/ca.crt`);
  });

  it('interrupted takes the tag back', async () => {
    // Takes every connection, and never says a word.
    const host = await listen(createServer());
    const running = push([`${host}/tests/irisapi`]);
    for (let i = 0; i < 100 && (await tagsOf()).length === 1; i++) await sleep(100);
    await sleep(500);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(await tagsOf()).toEqual([`${name}:latest`]);
  });

  it('of an image that is not there says how to make it', async () => {
    const { directory: other, remove: removeOther } = await emptyFolder();
    await mlDocker(other, '.', '--name', `${name}-unbuilt`, '--yes', '--skip-install');
    const { exitCode, stderr } = await mlDocker(other, 'push', 'localhost:5000/x', '--engine', 'docker');
    await removeOther();
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error: There is no image ${name}-unbuilt:latest to push`);
    expect(stderr).toContain('next: make it: ml-docker build');
  });
});
