import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { emptyFolder } from '../cli.ts';
import { irisFile } from './container/iris.ts';

interface Step {
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
}
interface Workflow {
  on: { push: { branches: string[]; tags: string[] }; pull_request: null };
  permissions: Record<string, string>;
  jobs: Record<
    string,
    { needs?: string; permissions?: Record<string, string>; env?: Record<string, string>; steps: Step[] }
  >;
}

describe('the workflow of the layer github', () => {
  let text: string;
  let workflow: Workflow;
  beforeAll(async () => {
    text = await irisFile('.github/workflows/image.yaml', {
      name: 'studentapi',
      port: 9001,
      with: ['github'],
    });
    const document = parseDocument(text, { strict: true, uniqueKeys: true });
    expect([...document.errors, ...document.warnings]).toEqual([]);
    workflow = document.toJS() as Workflow;
  });
  const steps = () => Object.values(workflow.jobs).flatMap((job) => job.steps);
  const runs = (job: string) => workflow.jobs[job]!.steps.flatMap(({ run }) => run ?? []);

  it('pins every action to a commit, with its version beside it', () => {
    const used = steps().flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(2);
    for (const action of used) {
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(text).toMatch(new RegExp(`${action} # v\\d+\\.\\d+\\.\\d+\\n`));
    }
  });

  it('tests before it builds', () => {
    expect(runs('test')).toEqual(['npm ci', 'npm run check', 'npm test']);
    expect(workflow.jobs.image!.needs).toBe('test');
  });

  it('builds for both platforms, in a pull request without pushing', () => {
    const { env, steps: all } = workflow.jobs.image!;
    expect(env).toEqual({ PLATFORMS: 'linux/amd64,linux/arm64' });
    const builds = all.filter(({ run }) => run?.includes('docker buildx build') === true);
    expect(builds.map((step) => step.if)).toEqual([
      "github.event_name == 'pull_request'",
      "github.event_name != 'pull_request'",
    ]);
    for (const { run } of builds) expect(run).toContain('--platform "$PLATFORMS"');
    expect(builds[0]!.run).not.toContain('push');
  });

  it('pushes by digest, and names the digest in the summary', () => {
    const [push] = runs('image').filter((run) => run.includes('docker login'));
    expect(push).toContain('push-by-digest=true,name-canonical=true,push=true');
    expect(push).toContain('image="ghcr.io/${GITHUB_REPOSITORY_OWNER,,}/studentapi"');
    expect(push).toContain('"$image@$digest"');
    expect(push).toContain('-p 9001:9001 $image@$digest');
  });

  it('may read the code, and only the job that pushes may write packages', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.jobs.test!.permissions).toBeUndefined();
    expect(workflow.jobs.image!.permissions).toEqual({ contents: 'read', packages: 'write' });
    for (const { uses, with: given } of steps())
      if (uses?.startsWith('actions/checkout@'))
        expect(given).toMatchObject({ 'persist-credentials': false });
    // What somebody else can write, like the name of a branch, reaches no script but as a variable.
    for (const { run = '' } of steps()) expect(run).not.toContain('${{');
  });

  it('has scripts that a shell can read', async () => {
    const { directory, remove } = await emptyFolder();
    for (const run of steps().flatMap((step) => step.run ?? [])) {
      const script = path.join(directory, 'script');
      await writeFile(script, run);
      await execa('bash', ['-n', script]);
    }
    await remove();
  });
});
