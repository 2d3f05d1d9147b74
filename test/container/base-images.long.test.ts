import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../lib/commands/build.ts';
import { run } from '../../lib/commands/run.ts';
import type { UserError } from '../../lib/errors.ts';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { listener, removeAll, testName } from '../lib/container/scratch.ts';
import { lacks } from '../skip.ts';
import { irisProject } from './scratch-project.ts';
import { removeStages } from './stages.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const name = testName('base');
/** Base images of somebody's own, none of which is called node, but for those that are. */
const BASES = {
  old: `${name}/node:20`,
  none: `${name}/no-node:1`,
  nothing: `${name}/not-there:1`,
  distroless: `${name}/distroless/nodejs24-debian12:latest`,
};

/** As the distroless images are: node in its own place, its libraries, another user, an entry point, and no shell. */
const DISTROLESS = `FROM node:24-bookworm-slim AS node
RUN mkdir -p /out/nodejs/bin /out/tmp && chmod 1777 /out/tmp && cp /usr/local/bin/node /out/nodejs/bin \\
 && for file in $(ldd /usr/local/bin/node | grep -o '/[^ ]*') /lib/*/librt.so.1 /lib/*/libresolv.so.2; \\
    do mkdir -p "/out$(dirname "$file")" && cp -L "$file" "/out$file"; done
FROM scratch
COPY --from=node /out /
USER 65532
ENTRYPOINT ["/nodejs/bin/node"]
`;

describe.skipIf(await lacks('engine', 'baseImage'))(
  'a base image of one’s own',
  { timeout: WITH_NPM_MS },
  () => {
    let folder: string;
    let project: Awaited<ReturnType<typeof irisProject>> | undefined;

    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
      await copyFile(await node20(), path.join(folder, 'node'));
      await writeFile(path.join(folder, 'empty'), '');
      await image(BASES.old, 'FROM node:24-bookworm-slim\nCOPY node /usr/local/bin/node\nUSER 1000\n');
      await image(BASES.none, 'FROM scratch\nCOPY empty /\nENV PATH=/bin\n');
      await image(BASES.distroless, DISTROLESS);
    });
    afterEach(async () => {
      await removeAll(name);
      await removeStages('docker', name);
      await project?.remove();
    });
    afterAll(async () => {
      for (const base of Object.values(BASES)) await execa('docker', ['rmi', '-f', base], { reject: false });
      await rm(folder, { recursive: true });
    });

    async function image(tag: string, dockerfile: string): Promise<void> {
      await writeFile(path.join(folder, 'Dockerfile'), dockerfile);
      await execa('docker', ['build', '-t', tag, '.'], { cwd: folder });
    }

    /** What `ml-docker build` says on this base image; it must leave no image and no container. */
    async function refused(baseImage: string): Promise<UserError> {
      project = await irisProject({ name, baseImage });
      const error = await build({ directory: project.directory, engine: 'docker' }, listener()).catch(
        (thrown: UserError) => thrown,
      );
      expect((await execa('docker', ['images', '-q', name])).stdout).toBe('');
      const label = `label=io.github.ml-docker.stage=${name}`;
      expect((await execa('docker', ['ps', '-a', '-q', '--filter', label])).stdout).toBe('');
      return error as UserError;
    }

    it('with a Node that is too old stops the build before anything is installed, and says which it has', async () => {
      expect(await refused(BASES.old)).toMatchObject({
        code: 'build-base-node',
        exitCode: 1,
        details: [
          expect.stringMatching(/^The base image has Node 20\.\d+\.\d+; the service needs 22\.18 or later/),
        ],
        next: expect.arrayContaining([expect.stringContaining('--base-image node:24-bookworm-slim')]),
      });
    });

    it('without node stops the build, and that is said', async () => {
      expect(await refused(BASES.none)).toMatchObject({ code: 'build-base-node', exitCode: 1 });
    });

    it('that is not there stops the build, and that is said', async () => {
      const { code } = await refused(BASES.nothing);
      // Where the registry cannot be asked, nobody can know that it lacks the image.
      expect(['build-base-image', 'build-network', 'base-image-missing']).toContain(code);
    });

    it('that has only node and its libraries, and another user, serves', async () => {
      project = await irisProject({ name, baseImage: BASES.distroless });
      const { directory } = project;
      await build({ directory, engine: 'docker' }, listener());
      const hostPort = (await nextFreePort(18_300))!;
      const result = await run({ directory, engine: 'docker', hostPort }, listener());
      expect(result.answer).toMatchObject({ rows: [{ output_label: 'setosa' }] });
    });
  },
);

/** A real Node 20: this one, or one from the npm registry. */
async function node20(): Promise<string> {
  if (process.version.startsWith('v20.')) return process.execPath;
  const { stdout } = await execa('npx', ['-y', 'node@20', '-p', 'process.execPath']);
  return stdout.trim().split('\n').at(-1)!;
}
