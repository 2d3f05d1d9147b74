import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { model, node, tensorType, value } from '../../lib/onnx/onnx-writer.ts';
import { lacks, sharedCases } from '../../skip.ts';
import { serveModel } from './started.ts';

const isMissing = await lacks('runtime');
const lacksCases = isMissing || (await lacks('cases'));

/** The body of an answer to a request with this body. */
async function post(
  url: string,
  body: string | Uint8Array,
  headers = {},
): Promise<{ status: number; detail: string }> {
  const answer = await fetch(url, { method: 'POST', body, headers });
  const { detail } = (await answer.json()) as { detail: string };
  return { status: answer.status, detail };
}

describe.skipIf(isMissing)('the API shows what a run gives', () => {
  it.skipIf(lacksCases)('where the model declares [N] and gives [N, 1]', async () => {
    const { url, model, stop } = await serveModel(path.join(sharedCases, 'catboost-regressor.onnx'));
    try {
      const { outputs } = (await (await fetch(model)).json()) as { outputs: object[] };
      expect(outputs).toEqual([{ name: 'predictions', datatype: 'FP32', shape: [-1, 1] }]);
      expect(await (await fetch(`${url}/openapi.json`)).text()).toContain('shape `[N, 1]`');
    } finally {
      await stop();
    }
  });
});

describe.skipIf(isMissing)('a body that is something else', () => {
  it('is called what it is, with what to send', async () => {
    const X = value('X', tensorType(1, ['N', 2]));
    const { url, stop } = await serveModel(model({ nodes: [node('Identity', ['X'], ['Y'])], inputs: [X] }));
    try {
      const page = new Uint8Array(await readFile(path.join(import.meta.dirname, '../../../docs/page.png')));
      const picture = await post(`${url}/predict`, page);
      expect(picture.status).toBe(400);
      expect(picture.detail).toMatch(
        /^The body is a PNG picture\. .*pixels.*"inputs".*src\/steps\/README\.md\.$/,
      );
      const gap = await post(`${url}/predict`, '{"inputs": [["NaN", NaN]]}', {
        'content-type': 'application/json',
      });
      expect(gap).toMatchObject({
        status: 400,
        detail: 'Malformed JSON: JSON has no NaN. Write it as a string: "NaN".',
      });
      const followed = await fetch(`${url}/predict`, {
        method: 'POST',
        body: '{"inputs": [["NaN", "NaN"]]}',
        headers: { 'content-type': 'application/json' },
      });
      expect(followed.status).toBe(200);
    } finally {
      await stop();
    }
  });
});
