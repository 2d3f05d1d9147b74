import type { Source } from '../source.ts';

/**
 * Makes the lines that convert a file: complete as they stand, with the path of the user's own file, and with
 * model.onnx as their result.
 */
export type Conversion = (path: string, source?: Source) => string[];

const SEE = 'docs/convert.md of generator-ml-docker';

/** Lines of Python. What to install stands in a comment, so that all of it can be pasted at once. */
export function python(packages: string, lines: string[]): string[] {
  return [`convert it in Python (see ${SEE}):`, ...indented([`# pip install ${packages}`, ...lines])];
}

/** Commands for a terminal. */
export function shell(lines: string[]): string[] {
  return [`convert it in a terminal (see ${SEE}):`, ...indented(lines)];
}

/** Commands that bring the model's own file to light. */
export function unpack(lines: string[], then: string): string[] {
  return ['unpack it in a terminal:', ...indented(lines), then];
}

/** A path as one word, for Python and for a shell: JSON's escapes are Python's. */
export function quoted(path: string): string {
  return JSON.stringify(path);
}

function indented(lines: string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** A package as pip is told to install it: of the version that wrote the file, where that is known. */
export function pinned(name: string, framework: string, source?: Source): string {
  const version = source?.framework === framework ? source.frameworkVersion : null;
  // Not every file has all of the version's numbers.
  return version === null
    ? name
    : `${name}${/^\d+(\.\d+)?$/.test(version) ? `==${version}.*` : `==${version}`}`;
}
