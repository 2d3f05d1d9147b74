import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node24 } from '../../../scripts/node24.ts';
import { emptyFolder } from '../../cli.ts';
import { lacks } from '../../skip.ts';
import { emitRunnable } from '../emit.ts';
import { post } from '../service/ask.ts';
import { start } from '../service/started.ts';
import { texts } from './shared-texts.ts';

describe.skipIf(await lacks('inputs', 'runtime'))('a project with texts, when it starts', () => {
  let project: string;
  let remove: () => Promise<void>;
  const inModel = (name: string) => path.join(project, 'model', name);
  beforeAll(async () => {
    const folder = await emptyFolder();
    ({ remove } = folder);
    project = path.join(folder.directory, 'api');
    await emitRunnable(project, { model: path.join(texts, 'models', 'sentiment-bert') });
  });
  afterAll(() => remove());

  /** What the service, and the check of its image, say with another file in place of one in model/. */
  async function refusals(name: string, content: string | undefined): Promise<string[]> {
    const whole = await readFile(inModel(name));
    await (content === undefined ? rm(inModel(name)) : writeFile(inModel(name), content));
    const scripts = ['src/serving/check.ts', 'app.ts'];
    const node = await node24();
    const env = { PORT: '0', HOST: '127.0.0.1' };
    const ended = await Promise.all(
      scripts.map((script) => execa(node, [script], { cwd: project, env, reject: false, timeout: 20_000 })),
    );
    await writeFile(inModel(name), whole);
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([1, 1]);
    return ended.map(({ stderr }) => stderr.trim());
  }

  it.each([
    [
      'a tokenizer that is cut off',
      '{"version": "1.0", "model": {',
      /cannot be read by the package "tokenizers"/,
    ],
    ['one of a newer version', '{"version": "2.0", "model": {"type": "BPE"}}', /or of a newer version/],
    ['one with a model that is not known', '{"version": "1.0", "model": {"type": "New"}}', /newer version/],
    ['one that is missing', undefined, /is missing. Bring it back from git/],
  ])('refuses %s, as its image does when it is built', async (_what, content, reason) => {
    for (const said of await refusals('tokenizer.json', content)) {
      expect(said).toMatch(/^model\/tokenizer\.json /);
      expect(said).toMatch(reason);
    }
  });

  it('refuses settings that do not fit the model, and names what does not', async () => {
    const settings = JSON.parse(await readFile(inModel('preprocess.json'), 'utf8')) as { inputs: object };
    const other = { ...settings, inputs: { ...settings.inputs, mask: 'other' } };
    for (const said of await refusals('preprocess.json', JSON.stringify(other)))
      expect(said).toMatch(/does not fit the model: "inputs.mask" is "other"; the model takes "input_ids"/);
  });

  it('has one deadline for all texts of a request', async () => {
    const service = await start(project, { environment: { DEADLINE_MS: '100' } });
    try {
      const many = Array.from({ length: 2000 }, (_, index) => `${'dog '.repeat(120)}${index}`);
      expect((await post(`${service.url}/predict`, { texts: many })).status).toBe(504);
      expect((await post(`${service.url}/predict`, { text: 'dog' })).status).toBe(200);
    } finally {
      await service.stop();
    }
  });
});
