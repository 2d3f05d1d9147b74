import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ESLint } from 'eslint';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extraLayers } from '../../lib/interview/layer-names.ts';
import { packageRoot } from '../../lib/package.ts';
import { node24 } from '../../scripts/node24.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { emitRunnable } from '../emitted/emit.ts';
import { writeTree } from '../lib/layers/published.ts';
import { lacks } from '../skip.ts';

/** A layer that brings a step, with a test of it: centimetres in lines of text, for the sample iris. */
const LAYER = {
  'model/preprocess.json.ejs': '{ "step": "inches", "path": "/inches", "factor": 2.54 }\n',
  'src/steps/inches.ts': `import { prediction } from '../serving/prediction.ts';
import type { Step } from '../serving/step.ts';

/** Measures in inches, with a comma between them. */
const inches: Step = (service, { path, factor }) =>
  prediction(service, {
    path: String(path),
    accepts: { name: 'a line of numbers', types: ['text/csv'] },
    async *read(body) {
      const numbers = (await body.whole()).toString().split(',');
      const data = Float32Array.from(numbers, (number) => Number(number) * Number(factor));
      yield { inputs: [{ name: service.card.inputs[0]!.name, datatype: 'FP32', shape: [1, 4], data }] };
    },
  });

export default inches;
`,
  'test/inches.test.ts': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startService } from '../src/serving/scripts/start.ts';

test('measures in inches are those of a setosa', async () => {
  const service = await startService();
  const headers = { 'Content-Type': 'text/csv' };
  const response = await fetch(\`\${service.url}/inches\`, { method: 'POST', body: '2.0,1.4,0.55,0.08', headers });
  const { outputs } = (await response.json()) as { outputs: { output_label: string[] } };
  assert.deepEqual(outputs.output_label, ['setosa']);
  await service.stop();
});
`,
};

describe.skipIf(await lacks('runtime'))('a layer that brings a step', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let project: string;
  let plain: string;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    await writeTree(path.join(directory, 'layer'), LAYER);
    project = path.join(directory, 'api');
    plain = path.join(directory, 'plain');
    const templates = [path.join(directory, 'layer')];
    // With all that other layers bring as well.
    await emitRunnable(project, { model: 'sample:iris', templates, with: extraLayers() });
    await emitRunnable(plain, { model: 'sample:iris' });
  });
  afterAll(() => remove());

  const at = (file: string): string => path.join(project, ...file.split('/'));

  it('passes `templates check`', async () => {
    const { exitCode, stdout } = await mlDocker(directory, 'templates', 'check', 'layer');
    expect(stdout).toContain('3 files');
    expect(exitCode).toBe(0);
  });

  it('is named in data: app.ts is as without it', async () => {
    expect(await readFile(at('app.ts'), 'utf8')).toBe(await readFile(path.join(plain, 'app.ts'), 'utf8'));
    expect(JSON.parse(await readFile(at('model/preprocess.json'), 'utf8'))).toMatchObject({ step: 'inches' });
    expect(existsSync(path.join(plain, 'model', 'preprocess.json'))).toBe(false);
  });

  it('has the right types, and a wrong one is found', async () => {
    const check = [path.join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit'];
    const tsc = async () => execa(await node24(), check, { cwd: project });
    await tsc();
    const step = LAYER['src/steps/inches.ts'];
    await writeFile(at('src/steps/inches.ts'), step.replace('shape: [1, 4]', 'shape: "[1, 4]"'));
    await expect(tsc()).rejects.toThrow(/src\/steps\/inches\.ts/);
    await writeFile(at('src/steps/inches.ts'), step);
  });

  it('and everything beside it passes the linter', async () => {
    const overrideConfigFile = path.join(packageRoot, 'eslint.config.js');
    const eslint = new ESLint({ cwd: project, overrideConfigFile });
    const results = await eslint.lintFiles(['app.ts', 'src', 'test']);
    expect(
      results.flatMap(({ filePath, messages }) => messages.map(({ message }) => [filePath, message])),
    ).toEqual([]);
    expect(results.map(({ filePath }) => filePath)).toContain(at('src/steps/inches.ts'));
  });

  it('passes its own test', async () => {
    const { stdout } = await execa(await node24(), ['--test', 'test/inches.test.ts'], { cwd: project });
    expect(stdout).toMatch(/^ℹ pass 1$/m);
  });

  it('is there still after an update, and with another model', async () => {
    for (const args of [
      ['--port', '8123'],
      ['model', 'sample:students', '--force'],
    ]) {
      const { exitCode, stderr } = await mlDocker(project, ...args, '--yes', '--skip-install');
      expect(stderr).toBe('');
      expect(exitCode).toBe(0);
      expect(JSON.parse(await readFile(at('model/preprocess.json'), 'utf8'))).toMatchObject({
        step: 'inches',
      });
    }
  });
});

describe.skipIf(await lacks('runtime'))('a step that cannot be loaded', () => {
  it.each([
    ['{', {}, /^model\/preprocess\.json is not JSON: /],
    ['{"step": "../app"}', {}, /^model\/preprocess\.json must name a file of src\/steps\//],
    [
      '{"step": "gone"}',
      {},
      /^model\/preprocess\.json names the step "gone", but there is no src\/steps\/gone\.ts\.$/m,
    ],
    [
      '{"step": "a"}',
      { 'src/steps/a.ts': 'export const a = 1;' },
      /^src\/steps\/a\.ts has to export a function by default/,
    ],
    [
      '{"step": "a"}',
      { 'src/steps/a.ts': "import 'nothing-like-it';" },
      /^src\/steps\/a\.ts cannot be loaded: Cannot find package 'nothing-like-it'/,
    ],
  ])('%s %j ends the service, and the build of the image, with a reason', async (named, files, reason) => {
    const { directory, remove } = await emptyFolder();
    const project = path.join(directory, 'api');
    await emitRunnable(project, { model: 'sample:iris' });
    await writeTree(project, { ...files, 'model/preprocess.json': named });
    for (const script of ['app.ts', 'src/serving/check.ts']) {
      const ended = await execa(await node24(), [script], {
        cwd: project,
        reject: false,
        env: { PORT: '0' },
      });
      expect(ended.stderr).toMatch(reason);
      expect(ended.stderr).not.toMatch(/^ +at /m);
      expect(ended.exitCode).toBe(1);
    }
    await remove();
  });
});
