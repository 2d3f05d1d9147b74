import { describe, expect, it } from 'vitest';
import { labelsIn, labelsInPython } from '../../../lib/preprocess/labels.ts';

describe('names of classes in a file', () => {
  it.each([
    ['labels.txt', 'ant\nbee\r\n', ['ant', 'bee']],
    ['labels.txt', '\uFEFFant\nbee', ['ant', 'bee']],
    ['labels.txt', '0 ant\n1 bee\n', ['ant', 'bee']],
    ['labels.txt', '0: ant\n1: bee\n', ['ant', 'bee']],
    ['synset.txt', 'n01440764 tench\nn01443537 goldfish\n', ['n01440764 tench', 'n01443537 goldfish']],
    ['labels.json', '["ant", "bee"]', ['ant', 'bee']],
    ['labels.json', '{"1": "bee", "0": "ant"}', ['ant', 'bee']],
    ['labels.json', '{"id2label": {"0": "ant"}}', ['ant']],
    ['data.yaml', 'nc: 2\nnames: [ant, bee]\n', ['ant', 'bee']],
    ['names.yaml', 'names:\n  0: ant\n  1: bee\n', ['ant', 'bee']],
  ])('%s: %j', (name, text, labels) => {
    expect(labelsIn(name, text)).toEqual(labels);
  });

  it.each([
    ['labels.txt', 'ant\n\nbee\n'],
    ['labels.txt', ''],
    ['labels.json', '{"0": "ant", "2": "bee"}'],
    ['labels.json', '[1, 2]'],
    ['labels.json', '[]'],
    ['labels.json', '{'],
    ['data.yaml', 'train: ../images'],
  ])('%s: %j is none', (name, text) => {
    expect(labelsIn(name, text)).toBeUndefined();
  });

  it('as Python writes a dict', () => {
    expect(labelsInPython(`{0: 'red', 1: "green's", 2: 'blue "deep"', 3: 'a\\'b\\x41'}`)).toEqual([
      'red',
      "green's",
      'blue "deep"',
      "a'bA",
    ]);
    expect(labelsInPython('red')).toBeUndefined();
  });
});
