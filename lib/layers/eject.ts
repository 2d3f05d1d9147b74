import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isUtf8 } from 'node:buffer';
import { version } from '../package.ts';
import { hashOf } from '../sha256.ts';
import type { Layer } from './layer.ts';

/** What the header of an ejected file says. */
export interface Ejected {
  layer: string;
  /** Path in that layer. */
  file: string;
  /** Where the layer came from, and its version: `generator-ml-docker 0.1.0`. */
  from: string;
  /** The first digits of the sha256 of what was ejected. */
  digits: string;
}

const DIGITS = 12;
const HEADER = /Ejected from ([^/\s]+)\/(.+?) of (.+?) \(sha256 ([0-9a-f]{12})\)/;

/** A template as it is copied into somebody's layer. */
export interface Copy {
  /** Path in that layer. A file that can hold no comment becomes a template, whose comment is emitted nowhere. */
  file: string;
  content: string | Buffer;
  /** As it was, to tell later what has changed since. */
  pristine: Buffer;
}

/** Copies a template, with a header that says what it was. */
export async function ejectedCopy(layer: Layer, file: string): Promise<Copy> {
  const pristine = await readFile(path.join(layer.directory, ...file.split('/')));
  if (!isUtf8(pristine)) return { file, content: pristine, pristine };
  const from = `${layer.source ?? 'generator-ml-docker'} ${layer.pin ?? (layer.source === undefined ? version : '')}`;
  const said = `Ejected from ${layer.name}/${file} of ${from.trim()} (sha256 ${digitsOf(pristine)})`;
  const text = pristine.toString('utf8');
  const name = takesComment(file, text) ? file : `${file}.ejs`; // a comment that no one sees
  return { file: name, content: `${comment(name, said)}\n${text}`, pristine };
}

export function digitsOf(content: Buffer): string {
  return hashOf(content).slice(0, DIGITS);
}

/** What the first line of a file says of where it was ejected from; undefined where it was not. */
export function ejectedFrom(text: string): Ejected | undefined {
  const match = HEADER.exec(text.split('\n', 1)[0]!);
  if (match === null) return undefined;
  const [, layer, file, from, digits] = match;
  return { layer: layer!, file: file!, from: from!, digits: digits! };
}

/** Whether a file may begin with a comment: JSON has none, and before `#!` and `<?xml` nothing may stand. */
function takesComment(file: string, text: string): boolean {
  return !file.endsWith('.json') && !/^(#!|<\?xml)/.test(text);
}

function comment(file: string, text: string): string {
  if (file.endsWith('.ejs')) return `<%# ${text} -%>`;
  if (/\.[cm]?[jt]s$/.test(file)) return `// ${text}`;
  if (file.endsWith('.css')) return `/* ${text} */`;
  if (/\.(md|html|svg|xml)$/.test(file)) return `<!-- ${text} -->`;
  return `# ${text}`;
}
