import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Flags } from '../../../../lib/interview/answers.ts';
import { packageRoot } from '../../../../lib/package.ts';
import { hashOf } from '../../../../lib/sha256.ts';
import { field, model, node, tensorType, value, zipMapModel } from '../../onnx/onnx-writer.ts';
import { differing, projectOf, type Exchange } from '../exchange.ts';

const iris = await readFile(path.join(packageRoot, 'samples/iris/iris.onnx'));
/** The same model with another description: it was trained again, say. */
const retrained = (bytes: Buffer): Buffer => Buffer.concat([bytes, field(6, 'retrained')]);
const input = (type: number, shape: (number | string)[]) => [value('X', tensorType(type, shape))];
const output = (type: number, shape: (number | string)[]) => [value('Y', tensorType(type, shape))];

let project: Exchange;
afterEach(() => project.remove());
const start = async (bytes: Buffer | string = model(), flags?: Flags): Promise<void> => {
  project = await projectOf(bytes, flags);
};
const kinds = (changes: { kind: string; breaking: boolean }[]): string[] =>
  changes.map(({ kind, breaking }) => `${kind}${breaking ? '!' : ''}`);

describe('another model is judged by what it changes for clients:', () => {
  const two = [node('Identity', ['X'], ['Y']), node('Identity', ['X'], ['Z'], { name: 'another' })];
  const added = [value('Y', tensorType(1, ['N', 3])), value('Z', tensorType(1, ['N', 3]))];
  const classes = (...names: string[]): Buffer => {
    const labels = [field(1, 'classlabels_strings'), ...names.map((name) => field(9, name)), field(20, 8)];
    const attributes = [Buffer.concat(labels)];
    return zipMapModel({ nodes: [node('ZipMap', ['X'], ['Z'], { domain: 'ai.onnx.ml', attributes })] });
  };
  it.each<[string, Buffer, Buffer, string[]]>([
    ['the same signature', model(), retrained(model()), []],
    ['an output more', model(), model({ nodes: two, outputs: added }), ['output-added']],
    ['an output less', model({ nodes: two, outputs: added }), model(), ['output-removed!']],
    [
      'another shape',
      model(),
      model({ inputs: input(1, ['N', 4]), outputs: output(1, ['N', 4]) }),
      ['input-shape!', 'output-shape!'],
    ],
    [
      'a fixed batch that becomes free',
      model({ inputs: input(1, [1, 3]), outputs: output(1, [1, 3]) }),
      model(),
      ['input-shape', 'output-shape'],
    ],
    [
      'a free batch that becomes fixed',
      model(),
      model({ inputs: input(1, [1, 3]), outputs: output(1, [1, 3]) }),
      ['input-shape!', 'output-shape'],
    ],
    [
      'another datatype',
      model(),
      model({ inputs: input(7, ['N', 3]), outputs: output(7, ['N', 3]) }),
      ['input-datatype!', 'output-datatype!'],
    ],
    ['classes in another order', classes('no', 'yes'), classes('yes', 'no'), ['output-classes!']],
    [
      'a ZipMap that becomes a tensor',
      classes('no', 'yes'),
      model({
        inputs: input(1, ['N', 2]),
        nodes: [node('Identity', ['X'], ['Z'])],
        outputs: [value('Z', tensorType(1, ['N', 2]))],
      }),
      ['output-zipmap!'],
    ],
  ])('%s', async (_what, before, after, expected) => {
    await start(before);
    const file = await project.save('second.onnx', after);
    const { changes } = await project.exchange(file, { dryRun: true });
    expect(kinds(changes)).toEqual(expected);
    const isBreaking = expected.some((kind) => kind.endsWith('!'));
    if (!isBreaking) return;
    const state = await project.state();
    await expect(project.exchange(file)).rejects.toMatchObject({ code: 'model-breaks-clients', exitCode: 2 });
    expect(differing(state, await project.state())).toEqual([]);
    await project.exchange(file, { force: true });
    expect((await project.card()).source).toMatchObject({ file: 'second.onnx', sha256: hashOf(after) });
  });
});

it('renews what depends on the model, and touches nothing else', async () => {
  await start();
  await writeFile(project.at('app.ts'), '// mine\n');
  await writeFile(project.at('notes.txt'), 'mine, too\n');
  const before = await project.state();
  await project.exchange(await project.save('second.onnx', retrained(model())));
  const texts = ['.yo-rc.json', 'AGENTS.md', 'Dockerfile', 'README.md', 'model/card.json'];
  const expected = [...texts, ...texts.map((file) => `.ml-docker/base/${file}`), '.ml-docker/manifest.json'];
  const models = ['model/model.onnx', 'model/previous/card.json', 'model/previous/model.onnx'];
  expect(differing(before, await project.state())).toEqual([...expected, ...models].sort());
  expect(await readFile(project.at('model/model.onnx'))).toEqual(retrained(model()));
  expect(await project.text('README.md')).toContain('--model second.onnx');
  expect(await project.text('Dockerfile')).toContain(hashOf(retrained(model())));
  expect(JSON.parse(await project.text('.yo-rc.json'))).toMatchObject({
    'generator-ml-docker': { name: 'api', model: 'second.onnx' },
  });
  const after = await project.state();
  await project.again();
  expect(differing(after, await project.state())).toEqual([]);
});

it('of the same model says so, and touches nothing, whatever the file is called', async () => {
  await start(iris);
  const before = await project.state();
  for (const file of ['sample:iris', await project.save('renamed.onnx', iris), project.at('../first.onnx')]) {
    const { files, changes } = await project.exchange(file);
    expect({ files, changes }).toEqual({ files: [], changes: [] });
    expect(project.said.join('\n')).toContain('has this model already: nothing to change');
  }
  expect(differing(before, await project.state())).toEqual([]);
});

it('puts the model back where it was lost or replaced', async () => {
  await start();
  const before = await project.state();
  const lost = () => rm(project.at('model/model.onnx'));
  const replaced = () => writeFile(project.at('model/model.onnx'), '');
  for (const [damage, status] of [
    [lost, 'create'],
    [replaced, 'update'],
  ] as const) {
    await damage();
    const { files } = await project.exchange(project.at('../first.onnx'));
    expect(files).toEqual([{ path: 'model/model.onnx', status }]);
    expect(await readFile(project.at('model/model.onnx'))).toEqual(model());
  }
  expect(differing(before, await project.state())).toEqual(['model/model.onnx']);
});

it('takes in a model that was put in the place of the old one by hand', async () => {
  await start();
  await writeFile(project.at('model/model.onnx'), retrained(model()));
  await project.exchange(project.at('model/model.onnx'));
  expect((await project.card()).source.sha256).toBe(hashOf(retrained(model())));
  expect(await readFile(project.at('model/model.onnx'))).toEqual(retrained(model()));
  expect(await project.again()).toContain('nothing to change');
});

it('refuses a model that cannot be served, and writes nothing', async () => {
  await start();
  const before = await project.state();
  const cases: [string, string][] = [
    ['nowhere.onnx', 'model-not-found'],
    ['sample:isir', 'sample-unknown'],
    [await project.save('text.onnx', 'hello'), 'model-not-onnx'],
    [await project.save('new.onnx', model({ irVersion: 99 })), 'model-not-servable'],
    ['', 'argument-missing'],
  ];
  for (const [file, code] of cases) {
    await expect(project.exchange(file, { force: true })).rejects.toMatchObject({ code, exitCode: 2 });
  }
  expect(differing(before, await project.state())).toEqual([]);
});

it('works in a project alone', async () => {
  await start();
  await rm(project.at('.yo-rc.json'));
  await expect(project.exchange('sample:iris')).rejects.toMatchObject({ code: 'no-project' });
});

it('shows with --dry-run what would be written, breaking or not, and writes nothing', async () => {
  await start('sample:iris');
  const before = await project.state();
  const { files } = await project.exchange('sample:students', { dryRun: true });
  expect(files).toContainEqual({ path: 'model/model.onnx', status: 'update' });
  expect(files).toContainEqual({ path: 'test/golden.json', status: 'update' });
  expect(project.said.join('\n')).toMatch(
    /breaking +input "X" is gone[^]*needs --force[^]*would write api\/|would write/,
  );
  expect(differing(before, await project.state())).toEqual([]);
});
