import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isUtf8 } from 'node:buffer';
import ejs from 'ejs';
import picomatch from 'picomatch';
import { UserError } from '../errors.ts';
import type { Layer } from './layers.ts';
import { formatJson } from '../json.ts';
import { mergePatch, type Json } from './package-json.ts';

/** What a template can use: name, port, baseImage, layers, signature, card, example (a request, as JSON), answers. */
export type Variables = Record<string, unknown>;

/** Emitted path, with `/` → content: text, or bytes of what is no text. */
export type Files = Map<string, string | Buffer>;

type Entry =
  | { kind: 'whole'; content: string | Buffer; from: string }
  | { kind: 'parts'; parts: Map<string, string>; from: string };

/** npm leaves these out of a package, whatever its `files` say. */
const UNDERSCORED = new Map([
  ['_gitignore', '.gitignore'],
  ['_npmrc', '.npmrc'],
]);

/**
 * The union of the layers, lowest first, by the four rules of docs/layers.md.
 * @throws UserError  where a template does not render, or a part lies above a whole file
 */
export async function renderLayers(layers: Layer[], variables: Variables): Promise<Files> {
  const entries = new Map<string, Entry>();
  for (const layer of layers) {
    removeBelow(entries, layer);
    for (const file of layer.files) await addFile(entries, layer, file, variables);
  }
  return new Map([...entries].sort(byPath).map(([file, entry]) => [file, contentOf(entry)]));
}

function byPath([a]: [string, Entry], [b]: [string, Entry]): number {
  return a < b ? -1 : 1;
}

function removeBelow(entries: Map<string, Entry>, { config }: Layer): void {
  const globs = config.remove ?? [];
  if (globs.length === 0) return;
  const isRemoved = picomatch(globs, { dot: true });
  for (const file of entries.keys()) if (isRemoved(file)) entries.delete(file);
}

async function addFile(
  entries: Map<string, Entry>,
  layer: Layer,
  file: string,
  variables: Variables,
): Promise<void> {
  const from = `${layer.name}/${file}`;
  const content = await render(layer, file, variables);
  const { target, part } = targetOf(file);
  const below = entries.get(target);
  if (part !== undefined) {
    if (below?.kind === 'whole') throw partAboveWhole(target, below.from, from);
    const parts = below?.parts ?? new Map<string, string>();
    parts.set(part, String(content));
    entries.set(target, { kind: 'parts', parts, from });
  } else if (target === 'package.json' && below?.kind === 'whole') {
    const merged = mergePatch(parseJson(String(below.content), below.from), parseJson(String(content), from));
    entries.set(target, { kind: 'whole', content: formatJson(merged), from });
  } else {
    entries.set(target, { kind: 'whole', content, from });
  }
}

async function render(layer: Layer, file: string, variables: Variables): Promise<string | Buffer> {
  const filename = path.join(layer.directory, ...file.split('/'));
  const bytes = await readFile(filename);
  if (!isUtf8(bytes) || bytes.includes(0)) return bytes;
  if (!file.endsWith('.ejs')) return bytes.toString('utf8');
  try {
    // What is emitted is text and not HTML: nothing is escaped.
    return ejs.render(bytes.toString('utf8'), variables, { filename, escape: String });
  } catch (error) {
    throw new UserError({
      code: 'template',
      what: `The template ${layer.name}/${file} does not render`,
      where: filename,
      details: (error as Error).message.split('\n'),
      next: 'mend the template; docs/layers.md lists the variables there are',
    });
  }
}

/** Where a layer's file lands, and as which part: `Dockerfile.d/20-build.ejs` → `Dockerfile`, `20-build`. */
export function targetOf(file: string): { target: string; part?: string } {
  const segments = file.replace(/\.ejs$/, '').split('/');
  const base = segments.pop()!;
  const folder = segments.at(-1);
  if (folder !== undefined && folder.endsWith('.d') && folder !== '.d') {
    return { target: [...segments.slice(0, -1), folder.slice(0, -2)].join('/'), part: base };
  }
  return { target: [...segments, UNDERSCORED.get(base) ?? base].join('/') };
}

function contentOf(entry: Entry): string | Buffer {
  if (entry.kind === 'whole') return entry.content;
  const parts = [...entry.parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text.trim());
  return `${parts.filter((text) => text !== '').join('\n\n')}\n`;
}

function parseJson(text: string, from: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new UserError({
      code: 'template',
      what: `${from} is not JSON: ${(error as Error).message}`,
      next: 'mend it: package.json of a layer is merged as RFC 7396',
    });
  }
}

function partAboveWhole(target: string, whole: string, part: string): UserError {
  return new UserError({
    code: 'layer-parts',
    what: `${part} is a part of ${target}, but ${whole} is the whole of it`,
    next: `remove one of the two: a whole file replaces the parts below it, and takes none above it`,
  });
}
