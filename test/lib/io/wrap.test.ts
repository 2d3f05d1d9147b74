import { describe, expect, it } from 'vitest';
import { lengthOf, lineWidth, shortened, wrap } from '../../../lib/io/wrap.ts';

describe('wrapping', () => {
  it('fills each line up to the width, and begins the further ones as told', () => {
    expect(wrap(['aa', 'bb', 'cc', 'dd'], 7, '1. ', '   ')).toEqual(['1. aa', '   bb', '   cc', '   dd']);
    expect(wrap(['aa', 'bb', 'cc', 'dd'], 8, '1. ', '   ')).toEqual(['1. aa bb', '   cc dd']);
    expect(wrap(['one', 'two'], 80)).toEqual(['one two']);
    expect(wrap([], 80, 'label:')).toEqual(['label:']);
  });

  it('breaks no word, however long', () => {
    expect(wrap(['a'.repeat(9), 'b'], 4)).toEqual(['a'.repeat(9), 'b']);
  });
});

describe('shortening', () => {
  it('keeps both ends and the room it has', () => {
    expect(shortened('abcdefghij', 10)).toBe('abcdefghij');
    expect(shortened('abcdefghijk', 10)).toBe('abcd...ijk');
  });

  it('cuts no character in two, and counts columns', () => {
    const text = '😀'.repeat(20);
    expect(lengthOf(text)).toBe(40);
    expect(shortened(text, 17)).toBe(`${'😀'.repeat(3)}...${'😀'.repeat(4)}`);
    expect(shortened('e\u0301'.repeat(9), 7)).toBe(`${'e\u0301'.repeat(2)}...${'e\u0301'.repeat(2)}`);
  });
});

describe('the width of a line', () => {
  it("is the terminal's, or 80 where there is none", () => {
    expect(lineWidth({ columns: 120 })).toBe(120);
    expect(lineWidth({})).toBe(80);
  });
});
