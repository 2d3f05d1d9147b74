import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from '../../../lib/commands/create/ask.ts';
import type { Prompt } from '../../../lib/io/io.ts';
import { packageRoot } from '../../../lib/package.ts';
import type { PicturePreprocess } from '../../../lib/preprocess/preprocess.ts';
import type { Manifest } from '../../../lib/project/manifest.ts';
import { emptyFolder } from '../../cli.ts';
import { quietIo } from '../../emitted/emit.ts';
import { field, model, tensorType, value } from '../onnx/onnx-writer.ts';
import { differing, projectOf, type Exchange } from './exchange.ts';

/** Takes [1, channels, 32, 32] and gives the same: what it means is not known. */
const pictures = (channels = 3, producer = ''): Buffer =>
  Buffer.concat([
    model({
      inputs: [value('X', tensorType(1, [1, channels, 32, 32]))],
      outputs: [value('Y', tensorType(1, [1, 5]))],
    }),
    field(6, producer),
  ]);

const table = model({
  inputs: [value('X', tensorType(1, ['N', 4]))],
  outputs: [value('Y', tensorType(1, ['N', 4]))],
});

describe('a project whose model takes pictures', () => {
  let project: Exchange;
  afterEach(() => project.remove());
  const settings = async (): Promise<PicturePreprocess> =>
    JSON.parse(await project.text('model/preprocess.json')) as PicturePreprocess;
  const layers = async (): Promise<string[]> => {
    const manifest = JSON.parse(await project.text('.ml-docker/manifest.json')) as Manifest;
    return manifest.layers.map(({ name }) => name);
  };
  const packages = async (): Promise<object> =>
    (JSON.parse(await project.text('package.json')) as { dependencies: object }).dependencies;

  it('has the layer for them, its packages and lock, and a picture to try it with', async () => {
    project = await projectOf(pictures());
    expect(await settings()).toMatchObject({ step: 'image', guessed: true, example: 'example.png' });
    expect(await layers()).toEqual(expect.arrayContaining(['service', 'container', 'image']));
    expect(await packages()).toHaveProperty('sharp');
    expect(await project.text('package-lock.json')).toContain('node_modules/sharp');
    const picture = await readFile(project.at('model/example.png'));
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect(project.said.join('\n').replace(/\s+/g, ' ')).toContain('this is a guess');
    expect(existsSync(project.at('src/steps/image.ts'))).toBe(true);
  });

  it('is left as it is when the command runs again, and keeps what somebody edited', async () => {
    project = await projectOf(pictures());
    const before = await project.state();
    await project.again();
    expect(differing(before, await project.state())).toEqual([]);
    const mine = (await project.text('model/preprocess.json')).replace('"RGB"', '"BGR"');
    await writeFile(project.at('model/preprocess.json'), mine);
    await project.again();
    expect(await project.text('model/preprocess.json')).toBe(mine);
    const second = await project.save('second.onnx', pictures(3, 'retrained'));
    await project.exchange(second);
    expect(await settings()).toMatchObject({ colours: 'BGR' });
    expect(existsSync(project.at('model/example.png'))).toBe(true);
  });

  it('takes a preset, names of classes and a picture by flag', async () => {
    const { directory, remove } = await emptyFolder();
    try {
      const labels = path.join(directory, 'labels.txt');
      await writeFile(labels, 'a\nb\nc\nd\ne\n');
      const example = path.join(directory, 'kitten.PNG');
      await writeFile(example, await readFile(path.join(packageRoot, 'samples/shapes/shapes.png')));
      project = await projectOf(pictures(), { preprocess: 'raw', labels, example });
      const found = await settings();
      expect(found).toMatchObject({
        scale: 1,
        output: { kind: 'classes', labels: ['a', 'b', 'c', 'd', 'e'] },
      });
      expect(found.guessed).toBeUndefined();
      expect(found.example).toBe('example.png');
    } finally {
      await remove();
    }
  });

  it('has no layer for them with --preprocess none', async () => {
    project = await projectOf(pictures(), { preprocess: 'none' });
    expect(await layers()).not.toContain('image');
    expect(existsSync(project.at('model/preprocess.json'))).toBe(false);
  });

  it('gets another model by the main command, with the files that it needs', async () => {
    project = await projectOf(table);
    expect(await layers()).not.toContain('image');
    const other = await project.save('pictures.onnx', pictures());
    await expect(project.exchange(other)).rejects.toThrow(
      'The new model takes pictures, and that of api neither pictures nor texts',
    );
    await project.again({ model: other, force: true });
    expect(await layers()).toContain('image');
    expect(await settings()).toMatchObject({ step: 'image' });
    const back = await project.save('table.onnx', table);
    await project.again({ model: back, force: true });
    expect(await layers()).not.toContain('image');
    expect(existsSync(project.at('src/steps/image.ts'))).toBe(false);
    expect(existsSync(project.at('model/preprocess.json'))).toBe(false);
    expect(existsSync(project.at('model/example.png'))).toBe(false);
  });

  it('is refused settings of another model, and an example that is not there', async () => {
    project = await projectOf(pictures());
    const settings = await project.save(
      'mine.json',
      (await project.text('model/preprocess.json')).replace('"X"', '"Z"'),
    );
    await expect(projectOf(pictures(), { preprocess: settings })).rejects.toThrow(
      'The settings are for an input Z, and the model takes X',
    );
    const own = await project.save('own.json', await project.text('model/preprocess.json'));
    const again = await projectOf(pictures(), { preprocess: own });
    expect(existsSync(again.at('model/example.png'))).toBe(true);
    await again.remove();
    await expect(projectOf(pictures(), { example: 'gone.jpg' })).rejects.toThrow('There is no file gone.jpg');
  });

  it('is refused a flag that is for other models', async () => {
    project = await projectOf(pictures());
    const file = await project.save('table.onnx', table);
    for (const flags of [{ preprocess: 'unit' }, { tokenizer: project.folder }])
      await expect(projectOf(await readFile(file), flags)).rejects.toThrow(
        /is for models that take|not a tokenizer/,
      );
  });

  it('has the layer of its own project, where that brings a step', async () => {
    const { directory, remove } = await emptyFolder();
    try {
      await mkdir(path.join(directory, 'layer', 'model'), { recursive: true });
      await mkdir(path.join(directory, 'layer', 'src', 'steps'), { recursive: true });
      await writeFile(path.join(directory, 'layer', 'model', 'preprocess.json'), '{"step": "mine"}\n');
      await writeFile(path.join(directory, 'layer', 'src', 'steps', 'mine.ts'), 'export default () => {};\n');
      project = await projectOf(pictures(), { templates: [path.join(directory, 'layer')] });
      expect(await project.text('model/preprocess.json')).toBe('{"step": "mine"}\n');
      expect(await layers()).not.toContain('image');
    } finally {
      await remove();
    }
  });
});

it('a step that somebody has written for the project stays, and no layer comes over it', async () => {
  const project = await projectOf(pictures(), { preprocess: 'none' });
  try {
    const mine = { 'model/preprocess.json': '{"step": "image"}\n', 'src/steps/image.ts': '// mine\n' };
    for (const [file, text] of Object.entries(mine)) await writeFile(project.at(file), text);
    const second = await project.save('second.onnx', pictures(3, 'retrained'));
    for (const run of [
      () => project.again(),
      () => project.again({ model: second }),
      () => project.exchange(second),
    ]) {
      await run();
      for (const [file, text] of Object.entries(mine)) expect(await project.text(file)).toBe(text);
      expect(await project.text('package.json')).not.toContain('sharp');
      expect(await project.text('.ml-docker/manifest.json')).not.toContain('model/preprocess.json');
    }
  } finally {
    await project.remove();
  }
});

describe('the interview', () => {
  it('asks one question about pictures and one about names, where nothing tells', async () => {
    const { directory, remove } = await emptyFolder();
    try {
      await writeFile(path.join(directory, 'model.onnx'), pictures());
      await writeFile(path.join(directory, 'labels.txt.mine'), 'a\nb\nc\nd\ne\n');
      await writeFile(path.join(directory, 'few.mine'), 'a\nb\n');
      const asked: string[] = [];
      const io = {
        ...quietIo(),
        interactive: true,
        async ask<T>({ name, default: fallback, validate }: Prompt<T>): Promise<T> {
          asked.push(name);
          if (name === 'preprocess') return 'unit' as T;
          if (name !== 'labels') return fallback as T;
          expect(await validate!('few.mine' as T)).toMatch('There are 2 names of classes');
          expect(await validate!('labels.txt.mine' as T)).toBe(true);
          return 'labels.txt.mine' as T;
        },
      };
      const flags = { model: 'model.onnx' };
      const { model: chosen, said } = await ask(
        { cwd: directory, directory: path.join(directory, 'api'), flags },
        { project: undefined, questions: [] },
        io,
      );
      expect(asked.filter((name) => ['preprocess', 'labels'].includes(name))).toEqual([
        'preprocess',
        'labels',
      ]);
      expect(said).toEqual({ preprocess: 'unit', labels: 'labels.txt.mine' });
      expect(chosen.preprocess!.text).toContain('"labels"');
      expect(chosen.preprocess!.text).not.toContain('"guessed"');
    } finally {
      await remove();
    }
  });
});
