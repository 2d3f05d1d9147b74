import { describe, expect, it } from 'vitest';
import { NO_CONFIG, parseConfig } from '../../../lib/layers/config.ts';
import { projectLayers } from '../../../lib/layers/layer.ts';
import { noticesOfMoved, placesOf } from '../../../lib/layers/moved.ts';

const placeOf = (moved: Record<string, string>) => placesOf([{ config: { moved } }]);
const faults = (moved: unknown): string[] => {
  try {
    parseConfig(JSON.stringify({ moved }), 'layer.json');
    return [];
  } catch (error) {
    return (error as { details: string[] }).details;
  }
};

describe('the place of a file', () => {
  it('is another one where the file or a folder above it has moved, the nearest first', () => {
    const place = placeOf({ 'src/': 'lib/', 'src/v2/': 'v2/', 'src/v2/raw.ts': 'raw.ts' });
    expect(place('src/x/y.ts')).toBe('lib/x/y.ts');
    expect(place('src/v2/input.ts')).toBe('v2/input.ts');
    expect(place('src/v2/raw.ts')).toBe('raw.ts');
    expect(place('app.ts')).toBe('app.ts');
    expect(place('other/src/x.ts')).toBe('other/src/x.ts');
  });

  it('is the last one of several moves, also where they go in a circle', () => {
    expect(placeOf({ a: 'b', b: 'c' })('a')).toBe('c');
    expect(['a', 'b']).toContain(placeOf({ a: 'b', b: 'a' })('a'));
    expect(placeOf({ 'a/': 'a/b/' })('a/x')).toBe('a/b/x');
  });
});

describe('moved in layer.json', () => {
  it('is data of one form', () => {
    expect(faults({ 'a.ts': 'b.ts', 'c/': 'd/' })).toEqual([]);
    expect(faults(['a'])[0]).toContain('"moved" is an object');
    expect(faults({ a: 1 })[0]).toContain('the new path is a text');
    expect(faults({ 'a/': 'b' })[0]).toContain('a folder, which ends in "/"');
    expect(faults({ a: 'a' })[0]).toContain('the new path is the old one');
  });

  it('leads neither out of the project nor to what the generator makes itself', () => {
    for (const [old, now] of [
      ['a', '../b'],
      ['../a', 'b'],
      ['a', '/etc/b'],
      ['a', 'model/model.onnx'],
      ['a', '.git/x'],
    ])
      expect(faults({ [old!]: now }), now).toHaveLength(1);
  });
});

describe('a layer from elsewhere', () => {
  it('is told of the files that have left their paths', async () => {
    const own = {
      name: 'mine',
      directory: '/mine',
      config: NO_CONFIG,
      files: ['src/log.ts', 'x.ts'],
      source: '/mine',
    };
    expect(noticesOfMoved(await projectLayers([], [own]))).toEqual([
      'notice: the layer "mine" brings src/log.ts, which is src/serving/log.ts now: move it in the layer',
    ]);
    expect(noticesOfMoved(await projectLayers([]))).toEqual([]);
  });
});
