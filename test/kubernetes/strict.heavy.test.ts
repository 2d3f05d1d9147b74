import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { lacks } from '../skip.ts';

const program = path.join(packageRoot, 'test', 'kubernetes', 'strict', 'main.go');

/** The oldest and the newest Kubernetes that the manifests are for: 1.30 and 1.36. */
describe.skipIf(await lacks('go', 'kubectl')).each(['v0.30.0', 'v0.36.0'])(
  'the manifests, by the types of k8s.io/api %s',
  (version) => {
    let directory: string;
    let remove: () => Promise<void>;
    beforeAll(async () => {
      ({ directory, remove } = await emptyFolder());
      const flags = ['--with', 'kubernetes', '--yes', '--skip-install'];
      await mlDocker(directory, 'api', '--model', 'sample:iris', ...flags);
      await copyFile(program, path.join(directory, 'main.go'));
      await writeFile(path.join(directory, 'go.mod'), `module strict\n\nrequire k8s.io/api ${version}\n`);
      await execa('go', ['mod', 'tidy'], { cwd: directory });
      await execa('go', ['build', '-o', 'strict', '.'], { cwd: directory });
    }, 900_000);
    afterAll(() => remove());

    const judged = (text: string) => execa(path.join(directory, 'strict'), { input: text });
    const built = async (folder: string): Promise<string> =>
      (await execa('kubectl', ['kustomize', folder], { cwd: path.join(directory, 'api') })).stdout;

    it('have no field that is not there', async () => {
      const { stdout } = await judged(await built('kubernetes'));
      expect(stdout.split('\n')).toHaveLength(5);
      expect((await judged(await built('kubernetes/canary'))).stdout).toBe('apps/v1 Deployment');
    });

    it('would be refused with one', async () => {
      const wrong = (await built('kubernetes')).replace('minReplicas', 'leastReplicas');
      await expect(judged(wrong)).rejects.toMatchObject({ stderr: expect.stringContaining('leastReplicas') });
    });
  },
);
