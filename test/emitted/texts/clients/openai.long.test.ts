import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../lib/package.ts';
import { emptyFolder } from '../../../cli.ts';
import { pythonWith } from '../../../samples/python-environment.ts';
import { lacks } from '../../../skip.ts';
import { WITH_NPM_MS } from '../../../timeouts.ts';
import { post } from '../../service/ask.ts';
import { NAME, serveModel, type Started } from '../../service/started.ts';
import { texts } from '../shared-texts.ts';

const here = path.join(packageRoot, 'test', 'emitted', 'texts', 'clients');
const KEY = 'a-key';
/** Of the registry of npm. */
const CLIENT = 'openai@7.59.0';

describe.skipIf(await lacks('inputs', 'runtime'))('OpenAI’s own clients ask a service that embeds', () => {
  let service: Started;
  let vector: number[];
  beforeAll(async () => {
    service = await serveModel(path.join(texts, 'models', 'embed-mean'), { environment: { API_KEY: KEY } });
    const { body } = await post(`${service.url}/predict`, { text: 'good dog' }, { 'x-api-key': KEY });
    vector = (body as { embedding: number[] }).embedding;
  });
  afterAll(() => service.stop());

  function check(printed: string): void {
    const said = JSON.parse(printed.trim().split('\n').at(-1)!) as Record<string, unknown>;
    expect(said).toMatchObject({
      ...{ models: [NAME], model: NAME, numbers: vector, ids: 1 },
      'empty list': ['BadRequestError', 400, null, 'input'],
      'other model': ['NotFoundError', 404, 'model_not_found', 'model'],
      dimensions: ['BadRequestError', 400, null, 'dimensions'],
      'wrong key': ['AuthenticationError', 401, 'invalid_api_key', null],
    });
    const { prompt_tokens, total_tokens } = said.usage as Record<string, number>;
    expect(prompt_tokens).toBe(total_tokens);
    // Unless told otherwise these clients ask for base64: 32-bit floats.
    const [first, second] = said.several as [number[], number[]];
    expect(first).toEqual(vector.map(Math.fround));
    expect(second).not.toEqual(first);
  }

  it(
    'the one of PyPI',
    async (test) => {
      const python = await pythonWith(path.join(here, 'requirements-openai.txt'));
      check(await python(test, [path.join(here, 'with_openai.py'), `${service.url}/v1`, KEY, NAME]));
    },
    WITH_NPM_MS,
  );

  it(
    'the one of npm',
    async () => {
      const { directory, remove } = await emptyFolder();
      try {
        await execa('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', directory, CLIENT]);
        const script = path.join(directory, 'with-openai.mjs');
        await copyFile(path.join(here, 'with-openai.mjs'), script);
        check((await execa('node', [script, `${service.url}/v1`, KEY, NAME])).stdout);
      } finally {
        await remove();
      }
    },
    WITH_NPM_MS,
  );
});
