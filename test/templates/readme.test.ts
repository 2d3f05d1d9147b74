import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { sampleAnswer, samples } from '../../lib/model/samples.ts';
import { packageRoot } from '../../lib/package.ts';
import { node24 } from '../../scripts/node24.ts';
import { serve, type Running } from '../../scripts/serve.ts';
import { runnableProject } from '../emitted/project.ts';
import { requestOf } from '../samples/requests.ts';
import { lacks } from '../skip.ts';
import { blocks } from '../transcripts.ts';

const noRuntime = await lacks('runtime');

describe.skipIf(noRuntime).each(samples())('the emitted README, for $name', (sample) => {
  let readme: string;
  let project: string;
  let service: Running;
  let remove: () => Promise<void>;
  let answer: unknown;

  beforeAll(async () => {
    const port = (await nextFreePort(19_000))!;
    const made = await runnableProject('--model', sampleAnswer(sample), '--port', String(port));
    ({ remove, project } = made);
    readme = await readFile(path.join(project, 'README.md'), 'utf8');
    service = await serve(project, port);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(requestOf(sample));
    answer = await (await fetch(`${service.url}/predict`, { method: 'POST', headers, body })).json();
  });
  afterAll(async () => {
    await service.stop();
    await remove();
  });

  it('has a curl call that answers', async () => {
    const { stdout } = await execa('sh', ['-c', blocks(readme, 'sh')[0]!], { cwd: project });
    expect(JSON.parse(stdout)).toEqual(answer);
  });

  it('has a JavaScript call that answers', async () => {
    const script = blocks(readme, 'js')[0]!.replace(
      'console.log(await answer.json())',
      'console.log(await answer.text())',
    );
    const { stdout } = await execa(await node24(), ['--input-type=module', '--eval', script], {
      cwd: project,
    });
    expect(JSON.parse(stdout)).toEqual(answer);
  });

  it('names every setting that the service reads, and no other', async () => {
    const config = await readFile(path.join(packageRoot, 'templates/service/src/config.ts'), 'utf8');
    const read = [...config.matchAll(/(?:text|integer|oneOf|matching)\(\s*'([A-Z_]+)'/g)].map(
      ([, name]) => name,
    );
    const told = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
    expect(new Set(told)).toEqual(new Set(read));
  });
});
