import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { browserCode, directory } from './browser-code.ts';

const { lookAt, looksOf } = await browserCode<{
  lookAt(place: number): string;
  looksOf(labels: string[], classes: Record<string, string[]>): (label: string) => string;
}>('labels.js');

const css = await readFile(path.join(directory, 'style.css'), 'utf8');
const [light, dark] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) =>
  Object.fromEntries([...body!.matchAll(/--([\w-]+): (#\w+)/g)].map(([, name, value]) => [name!, value!])),
);
const names = [...css.matchAll(/\.colour-(\d) \{\s+--label: var\(--(\w+)\)/g)].map(([, , name]) => name!);

/** Of sRGB, as WCAG 2 has it. */
function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.slice(1).replace(/./g, '$&$&') : colour.slice(1);
  const [red, green, blue] = hex.match(/../g)!.map((one) => {
    const share = parseInt(one, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

describe('the colours of labels', () => {
  it.each([
    ['light', light!],
    ['dark', dark!],
  ])('stand out from what is behind them: %s', (_, theme) => {
    expect(new Set(names.map((name) => theme[name])).size).toBe(8);
    for (const name of names)
      for (const ground of ['panel', 'tint'])
        expect(contrast(theme[name]!, theme[ground]!), `${name} on ${ground}`).toBeGreaterThanOrEqual(3);
  });

  it('differ for 24 labels, by colour or shape, and are none for more', () => {
    const looks = Array.from({ length: 24 }, (_, place) => lookAt(place));
    expect(new Set(looks).size).toBe(24);
    expect(looks.every((look) => /^colour-\d \w+$/.test(look))).toBe(true);
    expect([lookAt(24), lookAt(-1)]).toEqual(['', '']);
  });

  it('follow the model’s classes, whatever labels an answer has, else the names', () => {
    const classes = { scores: ['ant', 'bee', 'cat'] };
    expect(looksOf(['cat'], classes)('cat')).toBe(lookAt(2));
    expect(looksOf(['10', '9'], classes)('10')).toBe(lookAt(1));
    expect(looksOf(['9', '10'], classes)('10')).toBe(lookAt(1));
  });
});
