import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../../../lib/project/manifest.ts';
import { field, model } from '../../onnx/onnx-writer.ts';
import { projectOf, type Exchange } from '../exchange.ts';
import { bytes, withWeights } from '../with-weights.ts';

describe('an update that gives the project another model', () => {
  let project: Exchange;
  beforeEach(async () => {
    project = await projectOf(model());
    await project.save('w.bin', bytes(1));
    await project.again({ model: await project.save('w.onnx', withWeights('w.bin')) });
  });
  afterEach(() => project.remove());
  const inModel = async () => Object.keys(await project.state()).filter((file) => file.startsWith('model/'));
  const first = () => project.at('../first.onnx');

  it('brings its weights, keeps them in later updates, and removes them with the model', async () => {
    const previous = ['model/previous/card.json', 'model/previous/model.onnx'];
    expect(await inModel()).toEqual(['model/card.json', 'model/model.onnx', ...previous, 'model/w.bin']);
    expect(await project.again()).toContain('nothing to change');
    const said = await project.again({ model: first() });
    expect(said).toMatch(/^ {2}update {3}model\/model\.onnx$/m);
    expect(said).toMatch(/^ {2}remove {3}model\/w\.bin$/m);
    const kept = [...previous, 'model/previous/w.bin'];
    expect(await inModel()).toEqual(['model/card.json', 'model/model.onnx', ...kept]);
    expect(await readFile(project.at('model/previous/w.bin'))).toEqual(bytes(1));
    expect((await readManifest(project.at('.')))!.files['model/w.bin']).toBeUndefined();
  });

  it('leaves weights that somebody edited, and its own answer for a file of the user in the way', async () => {
    await writeFile(project.at('model/w.bin'), bytes(9));
    expect(await project.again({ model: first() })).toMatch(/^ {2}release {2}model\/w\.bin$/m);
    expect(await readFile(project.at('model/w.bin'))).toEqual(bytes(9));
    const again = project.again({ model: project.at('../w.onnx') });
    await expect(again).rejects.toMatchObject({ code: 'weights-in-the-way', details: ['model/w.bin'] });
    expect(await readFile(project.at('model/w.bin'))).toEqual(bytes(9));
  });

  it('writes nothing with --dry-run, and shows what would go', async () => {
    const before = await project.state();
    expect(await project.again({ model: first(), dryRun: true })).toMatch(/^ {2}remove {3}model\/w\.bin$/m);
    expect(await project.state()).toEqual(before);
  });
});

describe('an update that breaks clients', () => {
  it('is refused where nobody can be asked, and nothing is written', async () => {
    const project = await projectOf('sample:iris');
    const before = await project.state();
    const refused = { code: 'model-breaks-clients', exitCode: 2 };
    await expect(project.again({ model: 'sample:students' })).rejects.toMatchObject(refused);
    await expect(project.again({ columns: 'a,b,c,d' })).rejects.toMatchObject(refused);
    expect(await project.state()).toEqual(before);
    await project.remove();
  });

  it('does with --force what the exchange does, to the byte', async () => {
    const one = await projectOf('sample:iris');
    const other = await projectOf('sample:iris');
    const said = await one.again({ model: 'sample:students', force: true });
    const { files } = await other.exchange('sample:students', { force: true });
    for (const { path: file, status } of files) expect(said).toContain(`\n  ${status.padEnd(8)} ${file}\n`);
    const contents = async (project: Exchange) =>
      Object.entries(await project.state()).map(([file, state]) => [file, state.split(' ')[1]]);
    expect(await contents(one)).toEqual(await contents(other));
    expect(Object.keys(await one.state())).toContain('model/previous/model.onnx');
    await Promise.all([one.remove(), other.remove()]);
  });
});

describe('the golden answers', () => {
  const STALE =
    'test/golden.json has the answers of the previous model; renew them in the project: npm run record';
  const retrained = model({ more: [field(6, 'retrained')] });

  it('of the previous model stay where no others are known, and are told to be stale', async () => {
    const project = await projectOf(model());
    await mkdir(project.at('test'), { recursive: true });
    const recorded = '{"source": "recorded", "cases": []}';
    await writeFile(project.at('test/golden.json'), recorded);
    expect(await project.again({ model: await project.save('b.onnx', retrained) })).toContain(STALE);
    expect(await project.text('test/golden.json')).toBe(recorded);
    await project.remove();
  });

  it('are not, where they are of this model or not there', async () => {
    const project = await projectOf('sample:iris');
    expect(await project.again({ model: 'sample:iris', port: 9000 })).not.toContain('previous model');
    await project.remove();
    const none = await projectOf(model());
    const file = await none.save('b.onnx', retrained);
    expect(await none.again({ model: file })).not.toContain('previous model');
    await none.remove();
  });

  it('that do not say whose they are need --force to be renewed', async () => {
    const project = await projectOf(model());
    await mkdir(project.at('test'), { recursive: true });
    await writeFile(project.at('test/golden.json'), '{"source": "mine.py", "cases": []}');
    const said = await project.again({ model: await project.save('b.onnx', retrained) });
    expect(said).toContain(`${STALE} -- --force`);
    await project.remove();
  });
});
