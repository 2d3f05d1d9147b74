import { describe, expect, it } from 'vitest';
import { drawsAgain } from '../../../lib/io/io.ts';

describe('a terminal whose lines can be drawn again', () => {
  it.each([
    ['xterm-256color', 'linux', true],
    ['dumb', 'linux', false],
    ['dumb', 'win32', false],
    ['unknown', 'darwin', false],
    [undefined, 'linux', false],
    ['', 'darwin', false],
    [undefined, 'win32', true],
  ] as const)('TERM=%s on %s: %s', (TERM, platform, expected) => {
    expect(drawsAgain({ ...(TERM !== undefined && { TERM }) }, platform)).toBe(expected);
  });
});
