import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildArguments } from '../../lib/container/build/arguments.ts';
import { withCaFile } from '../../lib/container/build/ca-file.ts';
import { findEngine } from '../../lib/container/engine/engine.ts';
import { build, type BuildResult } from '../../lib/commands/build.ts';
import type { UserError } from '../../lib/errors.ts';
import { listener, testName } from '../lib/container/scratch.ts';
import { lacks } from '../skip.ts';
import { builders, type TestBuilder } from './builders.ts';
import { companyNetwork, type CompanyNetwork } from './npm-registry.ts';
import { irisProject } from './scratch-project.ts';
import { removeStages, stageIds } from './stages.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

/** For SOURCE_DATE_EPOCH, in seconds. */
const EPOCH = 1_700_000_000;
const isMissing = await lacks('engine', 'baseImage');
const { all, remove: removeClients } = isMissing ? { all: [], remove: async () => {} } : await builders();
/** What each builder has made of one project, by the engine's own digests of the layers. */
const layersOf = new Map<string, string[]>();
afterAll(removeClients);

describe.skipIf(isMissing).each(all)('$builder', { timeout: WITH_NPM_MS }, (tested: TestBuilder) => {
  const name = testName(`by-${tested.builder}`);
  const { cli, engine } = tested;
  let directory: string;
  let removeProject: () => Promise<void>;
  let network: CompanyNetwork;
  let folder: string;
  let built: BuildResult;

  beforeAll(async () => {
    ({ directory, remove: removeProject } = await irisProject({ name }));
    network = await companyNetwork();
    folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
  });
  beforeEach(() => {
    tested.use();
    network.use();
    vi.stubEnv('SOURCE_DATE_EPOCH', String(EPOCH));
    network.requests.length = 0;
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(async () => {
    await execa(engine, ['rmi', '-f', name], { reject: false });
    await removeStages(engine, name);
    await network.close();
    await removeProject();
    await rm(folder, { recursive: true, force: true });
  });

  const again = (io = listener()): Promise<BuildResult> =>
    build({ directory, engine, caFile: network.caFile }, io);
  /** The steps of `npm ci` that were run, and not taken from the last build. */
  const installs = async (): Promise<string[]> =>
    (await readFile(path.join(directory, 'build.log'), 'utf8')).match(/added \d+ packages/g) ?? [];
  /** What Node compiles and how long runs take differs each time. */
  const withoutFound = (all: string[]): string[] => all.toSpliced(tested.builder === 'buildkit' ? -2 : -1, 1);
  const layers = async (): Promise<string[]> =>
    JSON.parse(await cli('image', 'inspect', '--format', '{{json .RootFS.Layers}}', name)) as string[];

  it('says that the certificate is unknown, and which flag helps', async () => {
    const error = await build({ directory, engine }, listener()).catch((thrown: UserError) => thrown);
    expect(error).toMatchObject({ code: 'build-tls', exitCode: 1 });
    expect((error as UserError).next[0]).toContain('ml-docker build --ca-file');
    expect(await cli('images', '-q', name)).toBe('');
  });

  it('builds through the registry, the proxy and the login of this machine’s npm', async () => {
    const io = listener();
    built = await again(io);
    expect(built).toMatchObject({ engine, builder: tested.builder, image: `${name}:latest` });
    expect(await installs()).toHaveLength(1);
    expect(network.requests).toContain(`CONNECT ${new URL(network.registry).host}`);
    const fetched = network.requests.filter((request) => request.endsWith('.tgz'));
    expect(fetched.some((request) => request.includes('onnxruntime-node'))).toBe(true);
    expect(network.requests.filter((request) => request.endsWith('?'))).toEqual([]);
    expect(existsSync(path.join(directory, '.npmrc.ca.pem'))).toBe(false);
  });

  it('keeps password, login, address and certificate out of the image, its history and what is shown', async () => {
    const { host } = new URL(network.registry);
    const certificate = (await readFile(network.caFile, 'utf8')).split('\n')[5]!;
    const secrets = [network.token, network.password, host, certificate];
    const history = await cli('history', '--no-trunc', name);
    const inspected = await cli('image', 'inspect', name);
    const log = await readFile(built.log, 'utf8');
    await cli('save', '-o', path.join(folder, 'image.tar'), name);
    await execa('tar', ['-xf', 'image.tar'], { cwd: folder });
    // Layers are archives themselves, packed or not.
    const unpack = `for f in $(find . -type f ! -name image.tar); do zcat -f "$f"; done`;
    for (const secret of secrets) {
      for (const [where, text] of Object.entries({ history, inspected, log })) {
        expect(text.includes(secret), `${secret} in the ${where}`).toBe(false);
      }
      const found = await execa('sh', ['-c', `${unpack} | grep -c -a -F -e "$0"`, secret], {
        cwd: folder,
        reject: false,
      });
      expect(found.stdout).toBe('0');
    }
    // The search finds what is there.
    const there = await execa('sh', ['-c', `${unpack} | grep -c -a -F -e onnxruntime_binding`], {
      cwd: folder,
    });
    expect(Number(there.stdout)).toBeGreaterThan(0);
  });

  it('tells what the image is made of, to the engine’s own byte', async () => {
    const size = Number(await cli('image', 'inspect', '--format', '{{.Size}}', name));
    expect(built.bytes).toBe(size);
    expect(built.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(size);
    const parts = Object.fromEntries(built.parts.map(({ part, bytes }) => [part, bytes / 1e6]));
    const names = ['base', 'runtime', 'dependencies', 'model', 'code', 'found'];
    expect(Object.keys(parts).slice(0, 6)).toEqual(names);
    expect(parts.found).toBeLessThan(5);
    expect(parts.runtime).toBeGreaterThan(25);
    expect(parts.runtime).toBeLessThan(50);
    expect(parts.dependencies).toBeLessThan(10);
    expect(parts.model).toBeLessThan(0.02);
    expect(parts.bookkeeping ?? 0).toBeLessThan(0.05);
  });

  it.skipIf(tested.builder === 'classic')(
    'makes the same layers again from nothing, byte for byte',
    async () => {
      const before = await layers();
      const request = { name, directory, caFile: network.caFile };
      const { args, env } = await buildArguments(await findEngine(engine), request);
      await withCaFile(request, () =>
        execa(engine, [args[0]!, '--no-cache', ...args.slice(1)], { cwd: directory, env }),
      );
      expect(network.requests.some((one) => one.endsWith('.tgz'))).toBe(true);
      expect(withoutFound(await layers())).toEqual(withoutFound(before));
      const created = await cli('image', 'inspect', '--format', '{{json .Config.Labels}}', name);
      expect(JSON.parse(created)).toMatchObject({
        'org.opencontainers.image.created': new Date(EPOCH * 1000).toISOString().replace('.000Z', 'Z'),
      });
    },
  );

  it('after an edit of app.ts runs no npm ci and copies no model', async () => {
    const before = await layers();
    layersOf.set(tested.builder, before);
    await appendFile(path.join(directory, 'app.ts'), '\n// edited\n');
    await again();
    expect(await installs()).toEqual([]);
    expect(network.requests).toEqual([]);
    const after = await layers();
    // base …, ONNX Runtime, packages, model, code, what was compiled (and, with BuildKit, an empty one for WORKDIR)
    const code = before.findIndex((layer, index) => layer !== after[index]);
    expect(code).toBe(before.length - (tested.builder === 'buildkit' ? 3 : 2));
    expect(after.slice(code + 2)).toEqual(before.slice(code + 2));
  });

  it('after a new model runs no npm ci, and leaves no more unnamed stages than before', async () => {
    const stages = async (): Promise<number> => (await stageIds(engine, name)).length;
    const before = await stages();
    await appendFile(path.join(directory, 'model', 'card.json'), '\n');
    await again();
    expect(await installs()).toEqual([]);
    expect(network.requests).toEqual([]);
    expect(await stages()).toBe(before);
  });

  it('leaves nothing behind when it is interrupted in mid-build, and the old image as it was', async () => {
    const state = async (): Promise<string[]> => {
      const external = engine === 'podman' ? ['--external'] : [];
      const ids = await cli(
        'ps',
        '-a',
        '-q',
        ...external,
        '--filter',
        `label=io.github.ml-docker.stage=${name}`,
      );
      const containers = engine === 'podman' ? await cli('ps', '-a', '-q', '--external') : ids;
      return [containers, await cli('images', '-q', '--no-trunc', name)];
    };
    const before = await state();
    // Another setting for `npm ci` makes it run again.
    await appendFile(network.npmrc, 'noproxy=nobody.example\n');
    const io = listener();
    const interrupted = again(io);
    await vi.waitUntil(() => network.requests.some((request) => request.endsWith('.tgz')), {
      timeout: 60_000,
    });
    process.emit('SIGINT', 'SIGINT');
    await expect(interrupted).rejects.toMatchObject({ name: 'Interrupted', exitCode: 130 });
    const seen = network.requests.length;
    await sleep(1000);
    expect(await state()).toEqual(before);
    // Nobody goes on in the background.
    expect(network.requests.length - seen).toBeLessThan(3);
    expect(existsSync(path.join(directory, '.npmrc.ca.pem'))).toBe(false);
  });
});

describe.skipIf(isMissing)('the layers of one project', () => {
  it('are the same, byte for byte, by the classic builder and by BuildKit', ({ skip }) => {
    const [classic, buildKit] = [layersOf.get('classic'), layersOf.get('buildkit')];
    if (classic === undefined || buildKit === undefined) skip('one of the two builders built nothing here');
    // The name of the project is in its package.json, and so in the code.
    expect(buildKit!.slice(0, -3)).toEqual(classic!.slice(0, -2));
  });
});
