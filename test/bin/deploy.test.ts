import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, emptyFolder, mlDocker, tree } from '../cli.ts';
import { lacks } from '../skip.ts';

let directory: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory, remove } = await emptyFolder());
});
afterEach(() => remove());

async function deploy(args: string[], env: Record<string, string> = {}) {
  return execa(process.execPath, [bin, 'deploy', ...args], {
    cwd: directory,
    env,
    reject: false,
    stdin: 'ignore',
  });
}

const project = (layers: string) =>
  mlDocker(directory, '.', '--name', 'irisapi', '--with', layers, '--yes', '--skip-install');

describe('ml-docker deploy refuses, without a cluster,', () => {
  it.each([
    [['--canary', '10', '--promote'], '--canary and --promote cannot be used together'],
    [['--promote', '--rollback'], '--promote and --rollback cannot be used together'],
    [['--canary', '0'], '--canary: a share is a whole number of percent, from 1 to 50'],
    [['--canary', '51'], '--canary: a share is a whole number of percent, from 1 to 50'],
    [['--canary', 'ten'], '--canary: a share is a whole number of percent, from 1 to 50'],
    [['--canary'], '--canary needs a value'],
    [['--promte'], '--promte is not a flag of this command'],
    [[], 'This folder is not an ml-docker project'],
  ])('%j', async (args, reason) => {
    const { exitCode, stderr } = await deploy(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error: ${reason}`);
    expect(stderr).toContain('next: ');
  });

  it('a project without manifests, and names the layer', async () => {
    await project('none');
    const { exitCode, stderr } = await deploy([]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('error: The project has no folder kubernetes/ with manifests');
    expect(stderr).toContain('--with compose,kubernetes');
  });

  it('a machine without kubectl', async () => {
    await project('kubernetes');
    const { exitCode, stderr } = await deploy([], { PATH: '/nowhere' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error: kubectl is not installed, or not in the PATH');
  });
});

describe.skipIf(await lacks('kubectl'))('with kubectl and no cluster', () => {
  beforeEach(() => project('kubernetes'));
  const config = (server: string): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'c', user: 'u', namespace: 'models' } }],
      clusters: [{ name: 'c', cluster: { server } }],
      users: [{ name: 'u', user: { token: 'none' } }],
    });

  it('ml-docker deploy says that none is known, and writes nothing', async () => {
    const before = await tree(directory);
    const { exitCode, stderr } = await deploy([], { KUBECONFIG: '/nowhere' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('error: kubectl knows no cluster yet');
    expect(await tree(directory)).toEqual(before);
  });

  it('ml-docker deploy names the one that does not answer, and the slip in a context', async () => {
    const KUBECONFIG = path.join(directory, 'config');
    await writeFile(KUBECONFIG, config('https://127.0.0.1:9'));
    const { exitCode, stdout, stderr } = await deploy(['--yes'], { KUBECONFIG });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('context test, namespace models, at https://127.0.0.1:9');
    expect(stderr).toContain('error: The cluster of the context test does not answer at https://127.0.0.1:9');
    const slip = await deploy(['--context', 'tset'], { KUBECONFIG });
    expect(slip.exitCode).toBe(2);
    expect(slip.stderr).toContain('did you mean --context test?');
  });

  it('ml-docker doctor says so within seconds, as a notice', async () => {
    const KUBECONFIG = path.join(directory, 'config');
    await writeFile(KUBECONFIG, config('https://192.0.2.1'));
    const start = Date.now();
    const { stdout } = await execa(process.execPath, [bin, 'doctor', '--json'], {
      cwd: directory,
      env: { KUBECONFIG },
      reject: false,
      stdin: 'ignore',
    });
    const { checks } = JSON.parse(stdout) as { checks: { check: string; status: string; what: string }[] };
    expect(checks.find(({ check }) => check === 'cluster')).toMatchObject({
      status: 'notice',
      what: expect.stringMatching(/^kubectl \d.*the context test, namespace models, does not answer/),
    });
    expect(Date.now() - start).toBeLessThan(20_000);
  });

  it('ml-docker doctor says so where kubectl never ends', async () => {
    const programs = path.join(directory, 'programs');
    await mkdir(programs);
    await writeFile(path.join(programs, 'kubectl'), '#!/bin/sh\nexec sleep 60\n');
    await chmod(path.join(programs, 'kubectl'), 0o755);
    const { stdout } = await execa(process.execPath, [bin, 'doctor', '--json'], {
      cwd: directory,
      env: { PATH: `${programs}:${process.env.PATH}` },
      reject: false,
      stdin: 'ignore',
    });
    expect(stdout).toContain('"check": "cluster"');
  });
});
