import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { lacks } from '../skip.ts';
import { kubectl, makeNamespace, until, within } from './cluster.ts';

/** KServe's own definition of InferenceService. */
const definition = path.join(
  packageRoot,
  '..',
  'shared',
  'kubernetes',
  'kserve-inferenceservices-crd.yaml.xz',
);

const CRD = 'inferenceservices.serving.kserve.io';

async function lacksDefinition(): Promise<boolean> {
  if (await lacks('cluster')) return true;
  if (existsSync(definition)) return false;
  process.stderr.write('skipped: KServe’s definition of InferenceService is not there\n');
  return true;
}

describe.skipIf(await lacksDefinition())('the layer kserve, by KServe’s own definition', () => {
  const namespace = `ml-docker-test-kserve-${process.pid}`;
  const { run } = within(namespace);
  let wasThere: boolean;
  let directory: string;
  let remove: () => Promise<void>;
  let removeNamespace: () => Promise<unknown>;

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    const flags = ['--with', 'kserve', '--yes', '--skip-install'];
    await mlDocker(directory, '.', '--model', 'sample:iris', '--name', 'my.api', ...flags);
    wasThere = (await kubectl('get', 'crd', '--ignore-not-found', CRD)) !== '';
    const { stdout: crd } = await execa('xz', ['-dc', definition]);
    await execa('kubectl', ['apply', '--server-side', '-f', '-'], { input: crd });
    removeNamespace = await makeNamespace(namespace);
    const served = (): Promise<string> => kubectl('api-resources', '--api-group=serving.kserve.io');
    await until(served, (text) => text.includes('InferenceService'), { what: 'InferenceService' });
  });
  afterAll(async () => {
    await removeNamespace();
    if (!wasThere) await kubectl('delete', 'crd', CRD);
    await remove();
  });

  it.each(['kserve', 'kserve/canary'])('%s is accepted to the last field', async (folder) => {
    const checked = ['--dry-run=server', '--validate=strict'];
    const said = await run('apply', '-k', path.join(directory, folder), ...checked);
    expect(said).toBe('inferenceservice.serving.kserve.io/my-api created (server dry run)');
  });

  it('a field that KServe does not have is refused', async () => {
    const { stdout } = await execa('kubectl', ['kustomize', path.join(directory, 'kserve')]);
    const wrong = stdout.replace('minReplicas', 'leastReplicas');
    const apply = ['-n', namespace, 'apply', '--dry-run=server', '--validate=strict', '-f', '-'];
    await expect(execa('kubectl', apply, { input: wrong })).rejects.toMatchObject({
      stderr: expect.stringContaining('leastReplicas'),
    });
  });
});
