import { chmod, chown, cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker, tree } from '../cli.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const NORMAL_USER = 1000;
const isRoot = process.getuid?.() === 0;
const noUser = isRoot && (await lacks('setpriv'));
const noTmux = noUser || (await lacks('tmux'));
const noEngine = noUser || (await lacks('engine', 'baseImage'));

/** The packed tarball, installed beside `yo` in a folder of its own, as a normal user does it. */
describe('the packed tarball', () => {
  let home: string;
  let remove: () => Promise<void>;

  /** Runs a command as a normal user: `yo` refuses to work as root. */
  async function asUser(cwd: string, file: string, ...args: string[]) {
    const drop = isRoot ? ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups'] : [];
    const [command, ...rest] = [...drop, file, ...args];
    return execa(command!, rest, {
      cwd,
      reject: false,
      stdin: 'ignore',
      env: { HOME: home, npm_config_cache: path.join(home, '.npm'), npm_config_update_notifier: 'false' },
    });
  }
  const yo = (cwd: string, ...args: string[]) =>
    asUser(cwd, process.execPath, path.join(home, 'node_modules/yo/lib/cli.js'), ...args);
  const ownedByUser = async (directory: string): Promise<void> => {
    if (isRoot) await chown(directory, NORMAL_USER, NORMAL_USER);
    await chmod(directory, 0o755);
  };
  async function workFolder(name: string): Promise<string> {
    const directory = path.join(home, name);
    await mkdir(directory);
    await ownedByUser(directory);
    return directory;
  }

  /** Packs a package as it would be published; where the tarball is. */
  async function pack(directory: string): Promise<string> {
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', home];
    const { stdout } = await execa('npm', args, { cwd: directory });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    return path.join(home, filename);
  }

  beforeAll(async () => {
    ({ directory: home, remove } = await emptyFolder());
    await ownedByUser(home);
    const packed = await Promise.all(
      [packageRoot, path.join(packageRoot, 'packages/create-ml-docker')].map(pack),
    );
    // yo comes from this checkout's own node_modules by the lock; only the tarball itself is fresh.
    const { devDependencies } = JSON.parse(await readFile(path.join(packageRoot, 'package.json'), 'utf8'));
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    await execa('npm', [...install, ...packed, `yo@${devDependencies.yo}`], { cwd: home });
    if (isRoot) await execa('chown', ['-R', `${NORMAL_USER}:${NORMAL_USER}`, home]);
  }, WITH_NPM_MS);
  afterAll(() => remove());

  it('holds neither installed dependencies nor a model of the living service', async () => {
    const files = Object.keys(await tree(path.join(home, 'node_modules/generator-ml-docker/templates')));
    expect(files).toContain('service/app.ts');
    expect(files).toContain('service/_gitignore');
    expect(files.filter((file) => /node_modules|^service\/model\//.test(file))).toEqual([]);
    const scripts = await readdir(path.join(home, 'node_modules/generator-ml-docker/dist'));
    expect(scripts.sort()).toEqual(['LICENCES.txt', 'bin', 'chunks', 'generators']);
  });

  it.skipIf(noUser)('gives the same bytes through both doors, and as from the checkout', async () => {
    const args = ['--model', 'sample:iris', '--port', '8000', '--yes', '--skip-install'];
    const [viaYo, viaBin, viaCheckout] = [
      await workFolder('yo'),
      await workFolder('bin'),
      await workFolder('checkout'),
    ];
    const made = await yo(viaYo, 'ml-docker', 'irisapi', ...args);
    // Yeoman would list every file.
    expect(made.stderr).toBe('');
    expect(made.stdout).toContain('writing irisapi/');
    expect(made.exitCode).toBe(0);
    const bin = path.join(home, 'node_modules/generator-ml-docker/dist/bin/ml-docker.js');
    expect((await asUser(viaBin, process.execPath, bin, 'irisapi', ...args)).exitCode).toBe(0);
    expect((await mlDocker(viaCheckout, 'irisapi', ...args)).exitCode).toBe(0);
    // `npm create ml-docker` runs this program.
    const viaCreate = await workFolder('create');
    const create = path.join(home, 'node_modules/create-ml-docker/index.js');
    expect((await asUser(viaCreate, process.execPath, create, 'irisapi', ...args)).exitCode).toBe(0);
    const files = await tree(viaYo);
    expect(await tree(viaCreate)).toEqual(files);
    expect(Object.keys(files)).toContain('irisapi/app.ts');
    expect(await tree(viaBin)).toEqual(files);
    expect(await tree(viaCheckout)).toEqual(files);

    const before = await tree(viaYo);
    const again = await yo(viaYo, 'ml-docker', 'irisapi', ...args);
    expect(again.stdout).toContain('up to date');
    expect(await tree(viaYo)).toEqual(before);
  });

  it.skipIf(noUser)('refuses bad input through yo with the same words and exit code', async () => {
    const directory = await workFolder('bad');
    const cases: [string[], RegExp][] = [
      [['ml-docker', '--prot', '80', '--yes'], /did you mean --port\?/],
      [['ml-docker', 'api', '--port', '99999', '--yes'], /1 to 65535/],
      [['ml-docker', 'api', '--model', 'nowhere.onnx', '--yes'], /nowhere\.onnx/],
      [['ml-docker'], /--model FILE[^]*--name NAME[^]*--port N[^]*--base-image REF/],
      [['ml-docker:build'], /is not an ml-docker project/],
      [['ml-docker:inspect', 'nowhere.onnx'], /It cannot be served[^]*no such model file/],
      [['ml-docker:run', '--port', '1'], /--port is not a flag/],
    ];
    for (const [args, reason] of cases) {
      const { exitCode, stderr, stdout } = await yo(directory, ...args);
      expect(`${stdout}${stderr}`).toMatch(reason);
      expect(`${stdout}${stderr}`).not.toMatch(/\n\s+at /);
      expect(exitCode).toBe(2);
    }
    expect(await tree(directory)).toEqual({});
  });

  it.skipIf(noTmux)('interviews through yo, and exits 130 after Ctrl-C', async () => {
    const directory = await workFolder('tmux');
    const terminal = new Terminal();
    const drop = isRoot ? `setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=${home} ` : '';
    await terminal.start(
      `${drop}${process.execPath} ${path.join(home, 'node_modules/yo/lib/cli.js')} ml-docker`,
      directory,
    );
    await terminal.shows('Which model?', 40_000);
    await terminal.type('sample:iris');
    await terminal.shows('setosa, versicolor, virginica');
    await terminal.shows('Name of the API?');
    await terminal.press('Escape');
    await terminal.shows(/Which model\?[^]*Which model\?/);
    await terminal.type('sample:students');
    await terminal.shows(/Name of the API\?.*studentsapi/);
    await terminal.press('C-c');
    const screen = await terminal.shows('exit=130');
    expect(screen.match(/stopped.*/g)).toEqual(['stopped; nothing was written']);
    expect(screen).not.toContain('deprecated');
    await terminal.close();
    expect(await tree(directory)).toEqual({});
  });

  it.skipIf(noTmux)(
    'interviews in plain lines through yo, and leaves the project at the last one',
    async () => {
      const directory = await workFolder('plain');
      const terminal = new Terminal();
      const drop = isRoot ? `setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=${home} ` : '';
      const cli = path.join(home, 'node_modules/yo/lib/cli.js');
      await terminal.start(`${drop}${process.execPath} ${cli} ml-docker --plain --skip-install`, directory);
      await terminal.shows(/1\. sample:[^]*Number 1 to \d, or text \[1\]/, 40_000);
      await terminal.type('sample:iris');
      await terminal.shows(/Name of the API\?.* \[irisapi\]/);
      await terminal.type('Iris');
      await terminal.shows('"Iris" cannot name an image');
      await terminal.type('api');
      await terminal.shows('Which port? [8000]');
      await terminal.type('18449');
      await terminal.shows('Base image? (FROM) [node:24-bookworm-slim]');
      await terminal.press('Enter');
      await terminal.shows('Number 1 to 3 [1]');
      await terminal.press('C-d');
      const screen = await terminal.shows('exit=130');
      await terminal.close();
      expect(screen).toContain('the project is in api, and nothing was built');
      expect(screen).not.toContain('An error occured');
      expect(Object.keys(await tree(directory))).toContain('api/.ml-docker/manifest.json');
    },
  );

  it.skipIf(noEngine)(
    'builds through yo ml-docker:build',
    async () => {
      const directory = await workFolder('build');
      const name = `ml-docker-test-yo-${process.pid}`;
      await mlDocker(directory, name, '--model', 'sample:iris', '--yes', '--skip-install');
      const docker = await workFolder('docker');
      await cp(path.join(directory, name), path.join(docker, name), { recursive: true });
      // Only root, or a member of the socket's group, may speak to the engine.
      const socketGroup = (await stat('/var/run/docker.sock')).gid;
      const cli = path.join(home, 'node_modules/yo/lib/cli.js');
      const group = isRoot
        ? ['setpriv', '--reuid=1000', '--regid=1000', `--groups=${socketGroup}`, 'env', `HOME=${home}`]
        : [];
      const [file, ...args] = [...group, process.execPath, cli, 'ml-docker:build', '--engine', 'docker'];
      const built = await execa(file, args, {
        cwd: path.join(docker, name),
        reject: false,
        stdin: 'ignore',
        all: true,
      });
      expect(built.exitCode, built.all).toBe(0);
      const { stdout } = await execa('docker', ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', name]);
      expect(stdout).toBe(`${name}:latest`);
      await execa('docker', ['image', 'rm', name]);
    },
    WITH_NPM_MS,
  );
});
