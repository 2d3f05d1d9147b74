import { appendFile, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findEngine } from '../../lib/container/engine/engine.ts';
import { waitUntilReady } from '../../lib/container/run/ready.ts';
import { isPortFree, nextFreePort } from '../../lib/container/values/port.ts';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import { ownAddress } from '../registry.ts';
import { removeAll } from '../lib/container/scratch.ts';
import { model, node } from '../lib/onnx/onnx-writer.ts';
import { misfit } from '../emitted/unrunnable.ts';
import { lacks } from '../skip.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const noPodman = await lacks('podman');
const KEY = 'a-key-that-nobody-may-see';

describe.skipIf(await lacks('engine', 'baseImage'))('ml-docker run', { timeout: WITH_NPM_MS }, () => {
  const name = `ml-docker-test-options-${process.pid}`;
  let directory: string;
  let remove: () => Promise<void>;
  let port: number;

  const docker = async (...args: string[]): Promise<string> =>
    (await execa('docker', args, { all: true })).all;
  const inspect = (format: string): Promise<string> =>
    docker('container', 'inspect', '--format', format, name);
  const run = (args: string[], env: Record<string, string> = {}) =>
    execa(
      process.execPath,
      [bin, 'run', ...(args.includes('podman') ? args : [...args, '--engine', 'docker'])],
      {
        cwd: directory,
        env,
        reject: false,
        stdin: 'ignore',
        all: true,
      },
    );

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    port = (await nextFreePort(18_300))!;
    const args = ['--name', name, '--port', String(port), '--yes', '--build', '--engine', 'docker'];
    const { exitCode, stderr } = await mlDocker(directory, '.', ...args);
    expect(exitCode, stderr).toBe(0);
  }, 600_000);
  afterEach(() => execa('docker', ['rm', '-f', name], { reject: false }));
  afterAll(async () => {
    await removeAll(name);
    await remove();
  });

  it('serves within 256 MB and half a processor, with one thread; health goes from starting to healthy', async () => {
    const given = [
      '--memory',
      '256m',
      '--cpus',
      '0.5',
      '--env',
      'LOG_LEVEL=debug',
      '--restart',
      'on-failure:3',
    ];
    const running = run([...given, '--json']);
    const seen = new Set<string>();
    for (let ended = false; !ended; await sleep(50)) {
      const { stdout } = await execa('docker', ['inspect', '--format', '{{.State.Health.Status}}', name], {
        reject: false,
      });
      if (stdout !== '') seen.add(stdout);
      ended = await Promise.race([running.then(() => true), sleep(0).then(() => false)]);
    }
    const { stdout, stderr, exitCode } = await running;
    expect(exitCode, stderr).toBe(0);
    expect([...seen]).toEqual(['starting', 'healthy']);
    expect(JSON.parse(stdout)).toMatchObject({ container: name, health: 'healthy' });
    expect(stderr).toContain(
      `$ docker run -d --init --name ${name} -p ${port}:${port} --memory 256m --cpus 0.5 --restart on-failure:3 -e LOG_LEVEL=debug ${name}\n`,
    );
    const limits = '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.RestartPolicy.Name}}';
    expect(await inspect(limits)).toBe('268435456 500000000 on-failure');
    expect(await docker('logs', name)).toMatch(/"threads":1,/);
  });

  it.each([
    ['given on the command line', [`API_KEY=${KEY}`], {}],
    ['passed on from the environment', ['API_KEY'], { API_KEY: KEY }],
  ])('uses an API key %s for the first prediction, and never shows it', async (_how, env, environment) => {
    const { all, exitCode } = await run(['--env', ...env, '--json'], environment);
    expect(exitCode, all).toBe(0);
    expect(all).toContain(`-e API_KEY ${name}`);
    expect(all).toContain('-H "X-API-Key: $API_KEY"');
    expect(all).not.toContain(KEY);
    expect(await inspect('{{.Config.Env}}')).toContain(`API_KEY=${KEY}`);
    const { status } = await fetch(`http://localhost:${port}/predict`, { method: 'POST', body: '{}' });
    expect(status).toBe(401);
  });

  it('tells that memory ran out, and does not leave a container that starts again and again', async () => {
    const { all, exitCode } = await run(['--memory', '8m', '--restart', 'always']);
    expect(exitCode).toBe(1);
    expect(all).toContain(`error: The container ${name} ended, and was started again by its restart policy`);
    expect(all).toContain('Its memory ran out');
    expect(all).toContain('next: give it more: ml-docker run --memory');
    expect(await inspect('{{.State.Status}}')).toBe('exited');
  });

  it('tells how much memory the model needs, where it is less', async () => {
    const { all, exitCode } = await run(['--memory', '64m']);
    expect(exitCode).toBe(1);
    expect(all).toMatch(/64 MiB of memory are too few: this model needs (\d+): docker run --memory \1m/);
  });

  it('tells which option the engine refuses, and leaves no container', async () => {
    const { all, exitCode } = await run(['--cpus', '4096']);
    expect(exitCode).toBe(1);
    expect(all).toContain('error: docker cannot start the container with these options');
    expect(all).toMatch(/range of cpus/i);
    expect((await execa('docker', ['container', 'inspect', name], { reject: false })).exitCode).toBe(1);
  });

  it('attached shows the log until Ctrl-C, which stops the container properly', async () => {
    const running = run(['--attach']);
    let shown = '';
    running.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    for (let i = 0; i < 300 && !/"msg":"ready"/.test(shown); i++) await sleep(100);
    expect(shown).toContain(`$ docker logs -f ${name}`);
    expect(shown).toContain('stop it           Ctrl-C');
    await fetch(`http://localhost:${port}/nowhere`);
    for (let i = 0; i < 50 && !shown.includes('/nowhere'); i++) await sleep(100);
    expect(shown).toContain('"url":"/nowhere"');
    running.kill('SIGINT');
    const { exitCode } = await running;
    expect(exitCode).toBe(130);
    expect(shown).toContain(`$ docker stop ${name}`);
    expect(await inspect('{{.State.Status}} {{.State.ExitCode}}')).toBe('exited 0');
    expect(await docker('logs', name)).toContain('"msg":"stopped"');
  });

  it('interrupted before it is ready leaves no container', async () => {
    const running = run(['--attach']);
    for (let i = 0; i < 100; i++, await sleep(50)) {
      if ((await execa('docker', ['container', 'inspect', name], { reject: false })).exitCode === 0) break;
    }
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect((await execa('docker', ['container', 'inspect', name], { reject: false })).exitCode).toBe(1);
  });

  it('shows the reason in the log of a container whose model is broken', async () => {
    const broken = path.join(directory, 'broken.onnx');
    await writeFile(broken, 'no model at all');
    const mounted = `${broken}:/app/model/model.onnx:ro`;
    await docker('run', '-d', '--name', name, '-v', mounted, '-p', `${port}:${port}`, name);
    const engine = await findEngine('docker');
    await expect(waitUntilReady(engine, `http://localhost:${port}`, { name })).rejects.toMatchObject({
      code: 'container-ended',
      message: `The container ${name} ended with exit code 1 before it was ready`,
      details: expect.arrayContaining([expect.stringContaining('The model cannot be loaded')]),
    });
  });

  it.skipIf(ownAddress() === undefined)(
    'gives the address of the machine that DOCKER_HOST names',
    async () => {
      const address = ownAddress()!;
      const { server, host } = await openEngine(address);
      try {
        const { all, exitCode } = await run([], { DOCKER_HOST: host });
        expect(exitCode, all).toBe(0);
        expect(all).toContain(`First prediction, POST http://${address}:${port}/predict:`);
        expect(all).toContain(`http://${address}:${port}/docs`);
        expect(all).not.toContain('localhost');
        expect((await fetch(`http://${address}:${port}/readyz`)).status).toBe(200);
      } finally {
        server.close();
      }
    },
  );

  it.skipIf(ownAddress() === undefined)(
    'gives the address of the machine in the current context',
    async () => {
      const address = ownAddress()!;
      const { server, host } = await openEngine(address);
      const { directory: config, remove: removeConfig } = await emptyFolder();
      const env = { DOCKER_CONFIG: config, DOCKER_HOST: '' };
      try {
        await execa('docker', ['context', 'create', 'other', '--docker', `host=${host}`], { env });
        const { all, exitCode } = await run([], { ...env, DOCKER_CONTEXT: 'other' });
        expect(exitCode, all).toBe(0);
        expect(all).toContain(`http://${address}:${port}/docs`);
      } finally {
        server.close();
        await removeConfig();
      }
    },
  );

  it.skipIf(noPodman)(
    'starts it with podman as well, and makes its health check, for which nothing else would',
    async () => {
      const { directory: folder, remove: removeFolder } = await emptyFolder();
      // As root podman raises these limits, which not every machine lets it do.
      const settings = path.join(folder, 'containers.conf');
      await writeFile(settings, '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n');
      const env = { CONTAINERS_CONF: settings };
      try {
        await execa('docker', ['save', '-o', path.join(folder, 'image.tar'), name]);
        await execa('podman', ['load', '-i', path.join(folder, 'image.tar')]);
        const given = ['--engine', 'podman', '--memory', '256m', '--cpus', '0.5', '--json'];
        const { stdout, stderr, exitCode } = await run(given, env);
        expect(exitCode, stderr).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({ engine: 'podman', container: name, health: 'healthy' });
        expect(stderr).toContain(
          `$ podman run -d --init --name ${name} -p ${port}:${port} --memory 256m --cpus 0.5 ${name}`,
        );
        const { stdout: listed } = await execa('podman', [
          'ps',
          '--filter',
          `name=^${name}$`,
          '--format',
          '{{.Status}}',
        ]);
        expect(listed).toContain('(healthy)');
        const doctor = await mlDocker(directory, 'doctor', '--engine', 'podman', '--json');
        expect(doctor.exitCode, doctor.stderr).toBe(0);
        const again = await run(['--engine', 'podman', '--yes'], env);
        expect(again.exitCode, again.all).toBe(0);
        expect(again.all).toContain(`$ podman stop ${name}\n$ podman rm ${name}\n`);
      } finally {
        await execa('podman', ['rm', '-f', name], { reject: false });
        await execa('podman', ['rmi', name], { reject: false });
        await removeFolder();
      }
    },
  );

  it('refuses a port that a program or another container holds, and offers a free one', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(port, () => resolve()));
    const { all, exitCode } = await run([]);
    server.close();
    expect(exitCode).toBe(1);
    expect(all).toContain(`error: Port ${port} is held by another program`);
    const offered = Number(/ml-docker run --host-port (\d+)/.exec(all)![1]);
    expect(offered).toBeGreaterThan(port);
    expect(await isPortFree(offered)).toBe(true);
    const again = await run(['--host-port', String(offered)]);
    expect(again.exitCode, again.all).toBe(0);
    expect(again.all).toContain(`-p ${offered}:${port} `);
    // Without a limit a small model has as many processes as there are processors, up to four.
    const cpus = Number(await docker('info', '--format', '{{.NCPU}}'));
    expect(await docker('logs', name)).toContain(`"processes":${Math.min(cpus, 4)},`);
  });

  it('ends with 1 and a way on where the model does not answer values that were made up', async () => {
    const { directory: other, remove: removeOther } = await emptyFolder();
    const file = path.join(other, 'mod.onnx');
    // ONNX wants fmod = 1 for floating-point numbers, which the runtime finds out with the first run.
    await writeFile(file, model({ nodes: [node('Mod', ['X', 'X'], ['Y'])] }));
    const given = ['--model', file, '--name', name, '--port', String(port), '--yes', '--build', '--run'];
    const { exitCode, stdout, stderr } = await mlDocker(other, 'api', ...given, '--engine', 'docker');
    await removeOther();
    expect(exitCode, stderr).toBe(1);
    expect(`${stdout}${stderr}`).toContain('fmod attribute must be true');
    expect(stderr).toMatch(/^error: The service runs, but its model does not answer /m);
    expect(stderr).toContain('--example');
    expect(await docker('inspect', '--format', '{{.State.Running}}', name)).toBe('true');
  });

  it('has built an image that inspect loads models in, where the packages are not at hand', async () => {
    await rm(path.join(directory, 'node_modules'), { recursive: true, force: true });
    await writeFile(path.join(directory, 'misfit.onnx'), misfit());
    const inspected = async (file: string): Promise<unknown> =>
      JSON.parse((await mlDocker(directory, 'inspect', file, '--json')).stdout);
    const loadedBy = `the image ${name}`;
    expect(await inspected('model/model.onnx')).toMatchObject({ loadedBy, servable: true, problems: [] });
    expect(await inspected('misfit.onnx')).toMatchObject({
      loadedBy,
      servable: false,
      problems: [{ code: 'runtime-refuses', message: expect.stringContaining('product') }],
    });
  });

  it('says that a file is newer than the image', async () => {
    await docker('rmi', '-f', name);
    const built = await mlDocker(directory, 'build', '--engine', 'docker');
    expect(built.exitCode, built.stderr).toBe(0);
    expect((await run([])).all).not.toContain('was edited after');
    await appendFile(path.join(directory, 'app.ts'), '// edited\n');
    const { all, exitCode } = await run(['--yes']);
    expect(exitCode, all).toBe(0);
    expect(all).toContain(`notice: app.ts was edited after the image ${name} was built`);
  });
});

/** The engine's socket at an address of this machine, as an engine on another one is reached. */
async function openEngine(address: string): Promise<{ server: Server; host: string }> {
  const { stdout } = await execa('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}']);
  const socket = stdout.replace('unix://', '');
  const server = createServer((client) => {
    const engine = createConnection(socket);
    client.pipe(engine).pipe(client);
    for (const end of [client, engine]) end.on('error', () => client.destroy() && engine.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, address, () => resolve()));
  const { port } = server.address() as { port: number };
  return { server, host: `tcp://${address}:${port}` };
}
