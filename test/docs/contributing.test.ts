import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { execa } from 'execa';

const text = await readFile('CONTRIBUTING.md', 'utf8');
const { stdout } = await execa('git', ['ls-files']).catch(() => ({ stdout: '' }));
const tracked = stdout.split('\n');

/** The rows below a heading: the cells of each. */
function rowsBelow(heading: string): string[][] {
  const section = text.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((row) => row.slice(2, -2).split(' | '));
}

/** A path as the only thing in its cell; a folder ends in "/". */
const pathOf = (cell: string): string | undefined => /^`([^`]+)`$/.exec(cell)?.[1];

function isThere(path: string): boolean {
  if (!existsSync(path)) return false;
  return (
    tracked.length < 2 ||
    tracked.some((file) => file === path || (path.endsWith('/') && file.startsWith(path)))
  );
}

describe('CONTRIBUTING.md', () => {
  it.each(rowsBelow('Where to change what'))('to change %s, one path: %s', (_what, cell) => {
    expect(pathOf(cell)).toBeDefined();
    expect(pathOf(cell)).toSatisfy(isThere);
  });

  it.each([
    'a base image that is offered',
    'an engine',
    'a datatype, as',
    'a route that predicts',
    'a step before the model',
    'a format that is recognised',
    'a layer',
  ])('says where to change %s', (subject) => {
    expect(rowsBelow('Where to change what').some(([what]) => what!.startsWith(subject))).toBe(true);
  });

  it.each(rowsBelow('The house'))('the room %s is there', (cell) => {
    expect(pathOf(cell)).toSatisfy(isThere);
  });
});
