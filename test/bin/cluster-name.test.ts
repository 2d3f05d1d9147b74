import { describe, expect, it } from 'vitest';
import { emptyFolder, mlDocker } from '../cli.ts';

async function said(name: string, layers: string): Promise<string> {
  const { directory, remove } = await emptyFolder();
  const flags = ['--model', 'sample:iris', '--name', name, '--with', layers, '--yes', '--dry-run'];
  const { stdout, stderr, exitCode } = await mlDocker(directory, '.', ...flags);
  await remove();
  expect(exitCode, stderr).toBe(0);
  return `${stdout}\n${stderr}`.replaceAll(/\s+/g, ' ');
}

describe('a name that a cluster does not take', () => {
  const long = `api-${'x'.repeat(100)}`;

  it.each(['kubernetes', 'kserve', 'swarm'])('is shortened for the layer %s, and said', async (layer) => {
    expect(await said(long, layer)).toMatch(
      /notice: "api-x{100}" cannot name a Service; in the cluster it is called api-x{33}-[0-9a-f]{8}\b/,
    );
  });

  it('is no matter without a cluster, nor is one that it takes', async () => {
    expect(await said(long, 'compose')).not.toContain('cluster');
    expect(await said('irisapi', 'kubernetes')).not.toContain('notice');
  });
});
