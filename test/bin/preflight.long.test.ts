import { chown, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import { startEngine, type OwnEngine } from '../own-engine.ts';
import { ownAddress, startRegistry, type OwnRegistry } from '../registry.ts';
import { lacks } from '../skip.ts';

const noEngine = await lacks('ownEngine');
const noRegistry = noEngine || (await lacks('registry'));
const noDisk = noEngine || (await lacks('loopDisk'));
const noUser = await lacks('engine', 'setpriv');

/** What each command says in the same trouble: by exit code and error. */
interface Told {
  exitCode: number | undefined;
  stderr: string;
}

describe('what stands in the way of build and run', () => {
  let directory: string;
  let remove: () => Promise<void>;
  const name = `ml-docker-test-preflight-${process.pid}`;

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    const made = await mlDocker(directory, '.', '--name', name, '--yes', '--skip-install');
    expect(made.exitCode, made.stderr).toBe(0);
  });
  afterAll(() => remove());

  const tell = async (command: string, env: Record<string, string>, user: string[] = []): Promise<Told> => {
    const [file, ...args] = [...user, process.execPath, bin, ...command.split(' '), '--engine', 'docker'];
    const options = { cwd: directory, env, reject: false, stdin: 'ignore' } as const;
    const { exitCode, stderr } = await execa(file, args, options);
    return { exitCode, stderr };
  };
  const COMMANDS = ['build', 'run', `push localhost:5000/${name}`];

  describe.skipIf(noEngine)('an engine that has been stopped', () => {
    let engine: OwnEngine;

    beforeAll(async () => {
      engine = await startEngine();
      await engine.stop();
    });
    afterAll(() => engine.remove());

    it.each([...COMMANDS, 'doctor --json'])('is told by ml-docker %s, with how to go on', async (command) => {
      const { exitCode, stderr } = await tell(command, { DOCKER_HOST: engine.host });
      expect(exitCode).toBe(1);
      expect(stderr).toContain('docker is installed, but its engine is not running');
      expect(stderr).toContain(`DOCKER_HOST is ${engine.host}`);
    });
  });

  describe.skipIf(noUser)('a socket that a normal user must not open', () => {
    it.each([...COMMANDS, 'doctor'])(
      'is told by ml-docker %s, with the group that helps',
      async (command) => {
        await chown(directory, 1000, 1000);
        const user = ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups'];
        const { exitCode, stderr } = await tell(command, { HOME: directory }, user);
        expect(exitCode).toBe(1);
        const said = command === 'doctor' ? '' : 'error: docker runs, but you are not allowed to use it';
        expect(stderr).toContain(said);
        if (said !== '') expect(stderr).toContain('next: sudo usermod -aG docker "$USER"');
      },
    );
  });

  describe.skipIf(noDisk)('a disk that is nearly full', () => {
    let engine: OwnEngine;
    let disk: { directory: string; remove: () => Promise<void> };
    let root: string;

    beforeAll(async () => {
      disk = await emptyFolder();
      root = path.join(disk.directory, 'mounted');
      const file = path.join(disk.directory, 'disk.img');
      await execa('truncate', ['--size', '120M', file]);
      await execa('mkfs.ext4', ['-q', '-m', '0', file], {
        env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
      });
      await execa('mkdir', [root]);
      await execa('mount', ['-o', 'loop', file, root]);
      engine = await startEngine({ dataRoot: root });
    });
    afterAll(async () => {
      await engine.remove();
      await execa('umount', [root]);
      await disk.remove();
    });

    it.each(['build', 'run'])('stops ml-docker %s before it writes anything there', async (command) => {
      const before = await readdir(path.join(root, 'overlay2'));
      const { exitCode, stderr } = await tell(command, { DOCKER_HOST: engine.host });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /error: The engine's disk has \d+ MB left, and a build takes about \d+ MB\n {2}in: /,
      );
      expect(stderr).toContain(`in: ${root}`);
      expect(stderr).toContain('docker system df');
      expect(await readdir(path.join(root, 'overlay2'))).toEqual(before);
      expect((await engine.docker('images', '-aq')).stdout).toBe('');
    });

    it('is a problem for the doctor, too, also outside of a project', async () => {
      const { directory: elsewhere, remove: removeElsewhere } = await emptyFolder();
      const { exitCode, stdout } = await execa(
        process.execPath,
        [bin, 'doctor', '--json', '--engine', 'docker'],
        {
          cwd: elsewhere,
          env: { DOCKER_HOST: engine.host },
          reject: false,
          stdin: 'ignore',
        },
      );
      await removeElsewhere();
      expect(exitCode).toBe(1);
      const { checks, problems } = JSON.parse(stdout);
      expect(problems).toBe(1);
      const disk = checks.find(({ check }: { check: string }) => check === 'disk');
      expect(disk).toMatchObject({ status: 'problem', code: 'disk-full', where: root });
    });
  });

  describe.skipIf(noRegistry)('a base image', () => {
    let engine: OwnEngine;
    const registries: OwnRegistry[] = [];
    let dockerfile: string;

    beforeAll(async () => {
      engine = await startEngine();
      dockerfile = await readFile(path.join(directory, 'Dockerfile'), 'utf8');
    });
    afterEach(async () => {
      await writeFile(path.join(directory, 'Dockerfile'), dockerfile);
      for (const registry of registries.splice(0)) await registry.remove();
    });
    afterAll(() => engine.remove());

    const startFrom = async (image: string): Promise<void> => {
      const other = dockerfile.replaceAll(/^(FROM (?:--\S+ )?)node:24-bookworm-slim/gm, `$1${image}`);
      expect(other).not.toBe(dockerfile);
      await writeFile(path.join(directory, 'Dockerfile'), other);
    };
    const isClean = async (): Promise<void> => {
      expect((await engine.docker('images', '-aq')).stdout).toBe('');
      expect((await engine.docker('ps', '-aq')).stdout).toBe('');
    };

    it('that its registry has not got is told by the build, and found by the doctor', async () => {
      const registry = await startRegistry();
      registries.push(registry);
      await startFrom(`${registry.host}/nobody/node:24`);
      const { exitCode, stderr } = await tell('build', { DOCKER_HOST: engine.host });
      expect(exitCode).toBe(1);
      expect(stderr).toContain('error: The base image does not exist, or you have no access to it');
      expect((await tell('doctor', { DOCKER_HOST: engine.host })).exitCode).toBe(1);
      await isClean();
    });

    it('of Alpine is told before the build, whoever wrote it into the Dockerfile', async () => {
      await startFrom('node:24-alpine');
      for (const command of ['build', 'run', 'doctor']) {
        const { exitCode, stderr } = await tell(command, { DOCKER_HOST: engine.host });
        expect(exitCode).toBe(1);
        if (command === 'doctor') continue;
        expect(stderr).toContain('error: node:24-alpine is built on Alpine, whose C library is musl');
        expect(stderr).toContain('in: the last FROM in the Dockerfile');
      }
      await isClean();
    });

    it('behind a certificate that nobody knows is told apart from one that is not there', async () => {
      const registry = await startRegistry({ address: ownAddress()!, tls: true });
      registries.push(registry);
      await startFrom(`${registry.host}/node:24`);
      const { exitCode, stderr } = await tell('build', { DOCKER_HOST: engine.host });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/error: .*certificate/);
      expect(stderr).toMatch(/x509: /);
      await isClean();
    });
  });
});
