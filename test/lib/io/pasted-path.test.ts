import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pastedPath } from '../../../lib/io/pasted-path.ts';
import { emptyFolder } from '../../cli.ts';

describe('a pasted path', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    await mkdir(path.join(directory, 'My Models'));
    for (const name of ['My Models/iris $1.onnx', "it's.onnx", '"quoted".onnx', 'größe 1.onnx', ' x.onnx']) {
      await writeFile(path.join(directory, name), 'x');
    }
  });
  afterAll(() => remove());
  const iris = 'My Models/iris $1.onnx';

  it.each([
    [iris, iris],
    [`'${iris}'`, iris],
    [`"${iris}"`, iris],
    [`"My Models/iris \\$1.onnx"`, iris],
    ['My\\ Models/iris\\ \\$1.onnx ', iris],
    [`'My Models'/iris\\ "\\$1".onnx`, iris],
    [`  ${iris} `, iris],
    [`'it'\\''s.onnx'`, "it's.onnx"],
    ["it's.onnx", "it's.onnx"],
    ['"quoted".onnx', '"quoted".onnx'],
    [' x.onnx', ' x.onnx'],
  ])('%j is %j', (typed, meant) => {
    expect(pastedPath(typed, directory, 'linux')).toBe(meant);
  });

  it('is taken from a file:// URL', () => {
    const file = path.join(directory, 'größe 1.onnx');
    expect(pastedPath(pathToFileURL(file).href, directory)).toBe(file);
    expect(pastedPath(`'${pathToFileURL(file).href}'`, directory)).toBe(file);
    expect(pastedPath('file://elsewhere/model.onnx', directory)).toBe('file://elsewhere/model.onnx');
  });

  it('keeps its \\ on Windows', () => {
    expect(pastedPath('"C:\\My Models\\iris.onnx"', directory, 'win32')).toBe('C:\\My Models\\iris.onnx');
    expect(pastedPath("& 'C:\\My Models\\iris.onnx'", directory, 'win32')).toBe('C:\\My Models\\iris.onnx');
    expect(pastedPath('C:\\models\\iris.onnx', directory, 'win32')).toBe('C:\\models\\iris.onnx');
  });

  it('of what is not there is told without its quotes', () => {
    expect(pastedPath("'no where.onnx'", directory, 'linux')).toBe('no where.onnx');
    expect(pastedPath("'no end", directory, 'linux')).toBe("'no end");
    expect(pastedPath('', directory)).toBe('');
  });
});
