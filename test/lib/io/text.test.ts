import { describe, expect, it } from 'vitest';
import { counted, formatBytes, hasControls, printable } from '../../../lib/io/text.ts';

describe('a text for people', () => {
  it('counts things', () => {
    expect([0, 1, 2].map((count) => counted(count, 'file'))).toEqual(['0 files', '1 file', '2 files']);
    expect([1, 2].map((count) => counted(count, 'file is', 'files are'))).toEqual([
      '1 file is',
      '2 files are',
    ]);
  });

  it('has sizes as Docker shows them', () => {
    expect([0, 999, 1000, 12_345, 1_500_000, 2e12].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '12 kB',
      '1.5 MB',
      '2000 GB',
    ]);
  });

  it('moves no cursor, whatever is in it', () => {
    for (const text of ['a\x1b[2Jb', 'a\nb', 'a\x9bb', 'a\x7fb']) {
      expect(hasControls(text)).toBe(true);
      expect(hasControls(printable(text))).toBe(false);
    }
    expect(printable('größe → 漢字')).toBe('größe → 漢字');
    // A pattern that remembers its place would say no every second time.
    expect([hasControls('\n'), hasControls('\n')]).toEqual([true, true]);
  });
});
