import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { sampleAnswer, samples } from '../../lib/model/samples.ts';
import { packageRoot } from '../../lib/package.ts';
import { serve } from '../../scripts/serve.ts';
import { runnableProject } from '../emitted/project.ts';
import { pythonWith } from '../samples/python-environment.ts';
import { requestOf } from '../samples/requests.ts';
import { lacks } from '../skip.ts';
import { blocks } from '../transcripts.ts';

describe.skipIf(await lacks('runtime'))('the Python call in the emitted README', async () => {
  const python = await pythonWith(path.join(packageRoot, 'test', 'docs', 'requirements.txt'));

  it.for(samples())('answers, for $name', async (sample, test) => {
    const port = (await nextFreePort(19_200))!;
    const { project, remove } = await runnableProject(
      '--model',
      sampleAnswer(sample),
      '--port',
      String(port),
    );
    const service = await serve(project, port);
    try {
      const [program] = blocks(await readFile(path.join(project, 'README.md'), 'utf8'), 'python');
      // The picture is named from the project's folder.
      const inProject = `import os; os.chdir(${JSON.stringify(project)})\n${program!}`;
      const shown = await python(test, ['-c', inProject.replace('answer.json()', 'answer.text')]);
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(requestOf(sample));
      const answer = await fetch(`${service.url}/predict`, { method: 'POST', headers, body });
      expect(JSON.parse(shown)).toEqual(await answer.json());
    } finally {
      await service.stop();
      await remove();
    }
  });
});
