import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { build } from '../../lib/commands/build.ts';
import { listener, testName } from '../lib/container/scratch.ts';
import { startRegistry, type OwnRegistry } from '../registry.ts';
import { lacks } from '../skip.ts';
import { builders, type TestBuilder } from './builders.ts';
import { companyNetwork, type CompanyNetwork } from './npm-registry.ts';
import { irisProject } from './scratch-project.ts';
import { removeStages } from './stages.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const isMissing = await lacks('engine', 'baseImage', 'registry', 'ownEngine');
const { all, remove: removeClients } = isMissing ? { all: [], remove: async () => {} } : await builders();
const byName = new Map(all.map((one) => [one.builder, one]));
/** e_machine of an ELF file: EM_AARCH64. Source: the ELF specification, and elf.h. */
const ARM64 = 183;

describe.skipIf(isMissing)(
  'an image for linux/arm64, made on another processor',
  { timeout: WITH_NPM_MS },
  () => {
    const name = testName('arm64');
    let registry: OwnRegistry;
    let folder: string;
    let project: Awaited<ReturnType<typeof irisProject>>;
    let network: CompanyNetwork;

    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
      registry = await startRegistry();
      network = await companyNetwork();
      const baseImage = `${registry.host}/node:24-bookworm-slim`;
      await pushBase(baseImage);
      project = await irisProject({ name, baseImage });
      await writeFile(
        path.join(folder, 'registries.conf'),
        `[[registry]]\nlocation = "${registry.host}"\ninsecure = true\n`,
      );
    }, WITH_NPM_MS);
    beforeEach(() => {
      network.use();
      vi.stubEnv('CONTAINERS_REGISTRIES_CONF', path.join(folder, 'registries.conf'));
    });
    afterEach(() => vi.unstubAllEnvs());
    afterAll(async () => {
      for (const { engine } of all) {
        const bases = ['', '-amd64', '-arm64'].map(
          (ending) => `${registry.host}/node:24-bookworm-slim${ending}`,
        );
        await execa(engine, ['rmi', '-f', name, ...bases], { reject: false });
        await removeStages(engine, name);
      }
      await registry.remove();
      await network.close();
      await project.remove();
      await removeClients();
      await rm(folder, { recursive: true, force: true });
    });

    /** One reference with a base image for either processor; nothing runs in the one for arm64, so it is almost empty. */
    async function pushBase(reference: string): Promise<void> {
      const docker = (...args: string[]) => execa('docker', args, { env: { DOCKER_CONFIG: folder } });
      byName.get('buildkit')!.use();
      await docker('tag', 'node:24-bookworm-slim', `${reference}-amd64`);
      await writeFile(path.join(folder, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
      const platform = ['--platform', 'linux/arm64'];
      await execa('docker', ['build', ...platform, '-t', `${reference}-arm64`, '.'], { cwd: folder });
      for (const ending of ['-amd64', '-arm64']) await docker('push', '-q', `${reference}${ending}`);
      const both = [`${reference}-amd64`, `${reference}-arm64`];
      await docker('manifest', 'create', '--insecure', reference, ...both);
      await docker('manifest', 'push', '--insecure', reference);
      vi.unstubAllEnvs();
    }

    const arm64 = (engine: string) =>
      build(
        { directory: project.directory, engine, platform: 'linux/arm64', caFile: network.caFile },
        listener(),
      );

    it.each(['buildkit', 'buildah'] as const)('by %s is one, with the libraries for it', async (builder) => {
      const tested = byName.get(builder);
      if (tested === undefined) return void process.stderr.write(`skipped: no ${builder}\n`);
      tested.use();
      const { engine, cli } = tested;
      expect(await arm64(engine)).toMatchObject({ builder, platform: 'linux/arm64' });
      expect(await cli('image', 'inspect', '--format', '{{.Architecture}}', name)).toBe('arm64');
      // The last stage is the base image of that processor, and nothing else.
      expect(await copied(tested, '/Dockerfile')).toHaveLength(1);
      const libraries = await copied(tested, '/app/node_modules/onnxruntime-node/bin/napi-v6/linux');
      expect(libraries.map((file) => path.basename(path.dirname(file)))).toEqual(['arm64', 'arm64']);
      for (const file of libraries) expect(await machineOf(file)).toBe(ARM64);
    });

    it('by the classic builder, which cannot, is refused before anything is built', async () => {
      byName.get('classic')!.use();
      await expect(arm64('docker')).rejects.toMatchObject({ code: 'build-platform', exitCode: 1 });
    });

    /** The files below a path in the image, copied here. */
    async function copied({ cli }: TestBuilder, from: string): Promise<string[]> {
      const to = await mkdtemp(path.join(folder, 'copied-'));
      const id = await cli('create', name, 'true');
      await cli('cp', `${id}:${from}`, to);
      await cli('rm', id);
      const entries = await readdir(to, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name));
    }
  },
);

async function machineOf(file: string): Promise<number> {
  const handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(20), 0, 20, 0);
  await handle.close();
  return buffer.readUInt16LE(18);
}
