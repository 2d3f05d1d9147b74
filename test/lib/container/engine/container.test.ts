import { createServer } from 'node:net';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findContainer, isOurs, logTail, NAME_LABEL } from '../../../../lib/container/engine/container.ts';
import { findEngine, type Engine } from '../../../../lib/container/engine/engine.ts';
import { canPublish, freePortFrom, portHolder } from '../../../../lib/container/run/published-port.ts';
import { waitUntilHealthy } from '../../../../lib/container/run/health.ts';
import { waitUntilReady } from '../../../../lib/container/run/ready.ts';
import { replaceOwn, startContainer } from '../../../../lib/container/run/docker-run.ts';
import { nextFreePort } from '../../../../lib/container/values/port.ts';
import { lacks } from '../../../skip.ts';
import { listener, removeAll, testName } from '../scratch.ts';

const name = testName('container');
const stranger = testName('stranger');

/** An image that is quick to make: /readyz answers at once; with an argument it ends with that exit code. */
const DOCKERFILE = `FROM node:24-bookworm-slim
HEALTHCHECK --interval=1s CMD ["true"]
LABEL ${NAME_LABEL}=${name}
CMD ["node", "-e", "console.log('listening'); process.on('SIGTERM', () => process.exit(0)); require('node:http').createServer((q, r) => r.end('{}')).listen(8000)"]
`;

describe.skipIf(await lacks('engine', 'baseImage'))('a container', () => {
  let engine: Engine;
  let port: number;

  beforeAll(async () => {
    engine = await findEngine('docker');
    await execa('docker', ['build', '-t', name, '-'], { input: DOCKERFILE });
    port = (await nextFreePort(18_000))!;
  });
  afterEach(async () => {
    await execa('docker', ['rm', '-f', name, stranger], { reject: false });
  });
  afterAll(() => removeAll(name));

  const start = (hostPort = port) => startContainer(engine, { name, port: 8000, hostPort }, listener());

  it('is started with the command that is printed, is ready, and becomes healthy', async () => {
    const io = listener();
    await startContainer(engine, { name, port: 8000, hostPort: port }, io);
    expect(io.said).toEqual([`$ docker run -d --init --name ${name} -p ${port}:8000 ${name}`]);
    expect(await waitUntilReady(engine, `http://localhost:${port}`, { name })).toBeLessThan(20_000);
    expect(await waitUntilHealthy(engine, { name })).toBe('healthy');
    const container = (await findContainer(engine, name))!;
    expect(container).toMatchObject({ name, status: 'running', health: 'healthy', hostPorts: [port] });
    expect(isOurs(container, name)).toBe(true);
    expect(isOurs(container, stranger)).toBe(false);
    expect(await logTail(engine, name)).toEqual(['listening']);
  });

  it('is not there before it is made', async () => {
    expect(await findContainer(engine, name)).toBeUndefined();
  });

  it('of ours that runs is replaced with --yes only where nobody is there', async () => {
    await start();
    const io = listener();
    await expect(replaceOwn(engine, { name }, io)).rejects.toMatchObject({
      code: 'container-runs',
      exitCode: 1,
      next: [expect.stringContaining('ml-docker run --yes'), expect.stringContaining('docker run -d')],
    });
    expect(io.said).toEqual([]);
    expect((await findContainer(engine, name))?.status).toBe('running');
    await replaceOwn(engine, { name, yes: true }, io);
    expect(io.said).toEqual([`$ docker stop ${name}`, `$ docker rm ${name}`]);
    expect(await findContainer(engine, name)).toBeUndefined();
  });

  it('of ours that has ended is replaced without a question where nobody is there', async () => {
    await start();
    await execa('docker', ['stop', name]);
    await replaceOwn(engine, { name }, listener());
    expect(await findContainer(engine, name)).toBeUndefined();
  });

  it('of ours is replaced after a question, and without one after --yes', async () => {
    await start();
    const no = listener(false);
    await expect(replaceOwn(engine, { name }, no)).rejects.toMatchObject({ code: 'container-kept' });
    expect(no.asked).toHaveLength(1);
    expect((await findContainer(engine, name))?.status).toBe('running');
    await replaceOwn(engine, { name, yes: true }, no);
    expect(no.asked).toHaveLength(1);
    expect(await findContainer(engine, name)).toBeUndefined();
  });

  it('of somebody else is an error, and stays', async () => {
    await execa('docker', ['create', '--name', name, 'node:24-bookworm-slim']);
    await expect(replaceOwn(engine, { name }, listener())).rejects.toMatchObject({
      code: 'container-name-taken',
      exitCode: 1,
    });
    await expect(start()).rejects.toMatchObject({ code: 'container-name-taken' });
    expect(await findContainer(engine, name)).toBeDefined();
  });

  it('is not left behind where its port is taken', async () => {
    await execa('docker', ['run', '-d', '--name', stranger, '-p', `${port}:8000`, name]);
    await expect(start()).rejects.toMatchObject({ code: 'port-taken', exitCode: 1 });
    expect(await findContainer(engine, name)).toBeUndefined();
  });

  it('that ends too early is shown with its log, and kept for a look', async () => {
    const script = 'console.error("no such model"); process.exit(3)';
    await execa('docker', ['run', '-d', '--name', name, name, 'node', '-e', script]);
    await expect(waitUntilReady(engine, 'http://127.0.0.1:1', { name })).rejects.toMatchObject({
      code: 'container-ended',
      message: `The container ${name} ended with exit code 3 before it was ready`,
      details: ['The end of its log:', 'no such model'],
    });
    expect(await findContainer(engine, name)).toBeDefined();
  });

  it('that is never ready is given up, and where it is healthy inside, that is said', async () => {
    await start();
    await waitUntilHealthy(engine, { name });
    const given = waitUntilReady(engine, 'http://127.0.0.1:1', { name, timeout: 500 });
    await expect(given).rejects.toMatchObject({
      code: 'not-ready',
      where: 'http://127.0.0.1:1/readyz: ECONNREFUSED',
      details: expect.arrayContaining([expect.stringContaining('Inside, it is healthy')]),
    });
  });

  it('holds its port, which it makes way for if it is ours', async () => {
    expect(await portHolder(port, { name, engine })).toBeUndefined();
    expect(await canPublish(port, name, 'docker')).toBe(true);
    await start();
    expect(await portHolder(port, { name, engine })).toEqual({ container: name, isOurs: true });
    expect(await canPublish(port, name, 'docker')).toBe(true);
    expect(await portHolder(port, { name: stranger, engine })).toEqual({ container: name, isOurs: false });
    expect(await canPublish(port, stranger, 'docker')).toBe(false);
  });

  it('is not blamed for a port that another program holds', async () => {
    const server = createServer().listen(port);
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await portHolder(port, { name, engine })).toEqual({ isOurs: false });
    expect(await portHolder(port, { name, engine, local: false })).toBeUndefined();
    server.close();
  });

  it('gets a free port in its place, past those of other programs and of containers', async () => {
    await execa('docker', ['run', '-d', '--name', stranger, '-p', `${port}:8000`, name]);
    const server = createServer().listen(port + 1);
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await freePortFrom(port, { name, engine })).toBeGreaterThan(port + 1);
    // The programs of this machine do not matter to an engine on another one.
    expect(await freePortFrom(port, { name, engine, local: false })).toBe(port + 1);
    server.close();
  });
});
