import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../../lib/container/values/port.ts';
import { serve } from '../../../scripts/serve.ts';
import { emptyFolder } from '../../cli.ts';
import { lacks } from '../../skip.ts';
import { emitRunnable } from '../emit.ts';

describe.skipIf(await lacks('runtime'))('what holds for requests with tensors', () => {
  let project: string;
  let picture: Buffer;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const folder = await emptyFolder();
    ({ remove } = folder);
    project = path.join(folder.directory, 'shapes');
    await emitRunnable(project, { model: 'sample:shapes' });
    picture = await readFile(path.join(project, 'model', 'example.png'));
  });
  afterAll(() => remove());

  /** What comes back from a service with these settings, one status for each request. */
  async function statuses(
    settings: Record<string, string>,
    headers: Record<string, string>[],
  ): Promise<{ answers: number[]; metrics: string }> {
    const { url, stop } = await serve(project, (await nextFreePort(20_600))!, settings);
    try {
      const answers: number[] = [];
      for (const more of headers) {
        const init = { method: 'POST', headers: { 'Content-Type': 'image/png', ...more } };
        answers.push((await fetch(`${url}/predict`, { ...init, body: new Uint8Array(picture) })).status);
      }
      return { answers, metrics: await (await fetch(`${url}/metrics`)).text() };
    } finally {
      await stop();
    }
  }

  it('holds for pictures: the key, the count, the limit of the body', async () => {
    const settings = { API_KEY: 'secret', BODY_LIMIT: String(picture.length) };
    const { answers, metrics } = await statuses(settings, [{}, { 'X-API-Key': 'secret' }]);
    expect(answers).toEqual([401, 200]);
    expect(metrics).toMatch(/^http_requests_total\{method="POST",route="\/predict",status="200"\} 1$/m);
    const smaller = { BODY_LIMIT: String(picture.length - 1) };
    expect((await statuses(smaller, [{}])).answers).toEqual([413]);
  });

  it('holds for pictures: the deadline', async () => {
    expect((await statuses({ DEADLINE_MS: '1' }, [{}])).answers).toEqual([504]);
  });

  it('holds for pictures: several processes', async () => {
    const { answers } = await statuses({ PROCESSES: '2' }, [{}, {}, {}, {}]);
    expect(answers).toEqual([200, 200, 200, 200]);
  });
});
