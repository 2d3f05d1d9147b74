import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../../../lib/project/manifest.ts';
import { model } from '../../onnx/onnx-writer.ts';
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
    expect(await inModel()).toEqual(['model/card.json', 'model/model.onnx', 'model/w.bin']);
    expect(await project.again()).toContain('nothing to change');
    expect(await project.again({ model: first() })).toMatch(/^ {2}remove {3}model\/w\.bin$/m);
    expect(await inModel()).toEqual(['model/card.json', 'model/model.onnx']);
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

describe('the golden answers', () => {
  const STALE =
    'test/golden.json has the answers of the previous model; renew them in the project: npm run record';

  it('of the previous model stay, and are told to be stale', async () => {
    const project = await projectOf('sample:iris');
    const before = await project.text('test/golden.json');
    expect(await project.again({ model: 'sample:students' })).toContain(STALE);
    expect(await project.text('test/golden.json')).toBe(before);
    await project.remove();
  });

  it('are not, where they are of this model or not there', async () => {
    const project = await projectOf('sample:iris');
    expect(await project.again({ model: 'sample:iris', port: 9000 })).not.toContain('previous model');
    await rm(project.at('test/golden.json'));
    expect(await project.again({ model: 'sample:students' })).not.toContain('previous model');
    await project.remove();
  });

  it('that do not say whose they are need --force to be renewed', async () => {
    const project = await projectOf('sample:iris');
    await mkdir(project.at('test'), { recursive: true });
    await writeFile(project.at('test/golden.json'), '{"source": "mine.py", "cases": []}');
    expect(await project.again({ model: 'sample:students' })).toContain(`${STALE} -- --force`);
    await project.remove();
  });
});
