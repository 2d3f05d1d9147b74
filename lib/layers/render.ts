import picomatch from 'picomatch';
import { UserError } from '../errors.ts';
import { formatJson } from '../json.ts';
import { targetOf } from './target.ts';
import type { Layer } from './layer.ts';
import { mergePatch, type Json } from './package-json.ts';
import { nameOf, renderTemplate, type Origin, type Variables } from './template.ts';

/** Emitted path, with `/` → content: text, or bytes of what is not text. */
export type Files = Map<string, string | Buffer>;

/** What one emitted path is made from. */
export type Entry =
  | { kind: 'whole'; content: string | Buffer; origin: Origin }
  | { kind: 'parts'; parts: Map<string, { text: string; origin: Origin }> };

/**
 * The union of the layers, lowest first, by the four rules of docs/layers.md.
 * @throws UserError  where a template does not render, or a part lies above a whole file
 */
export function renderLayers(layers: Layer[], variables: Variables): Files {
  const entries = composeLayers(layers, variables);
  return new Map([...entries].map(([file, entry]) => [file, contentOf(entry)]));
}

/** The same, with what each path is made from, in the order of the paths. */
export function composeLayers(layers: Layer[], variables: Variables): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const layer of layers) {
    removeBelow(entries, layer);
    for (const file of layer.files) addFile(entries, { layer, file }, variables);
  }
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function removeBelow(entries: Map<string, Entry>, { config }: Layer): void {
  if (config.remove.length === 0) return;
  const isRemoved = picomatch(config.remove, { dot: true });
  for (const file of entries.keys()) if (isRemoved(file)) entries.delete(file);
}

function addFile(entries: Map<string, Entry>, origin: Origin, variables: Variables): void {
  const content = renderTemplate(origin, variables);
  const { target, part } = targetOf(origin.file);
  const below = entries.get(target);
  if (part !== undefined) {
    if (below?.kind === 'whole') throw partAboveWhole(target, nameOf(below.origin), nameOf(origin));
    const parts = below?.parts ?? new Map<string, { text: string; origin: Origin }>();
    parts.set(part, { text: String(content), origin });
    entries.set(target, { kind: 'parts', parts });
  } else if (target === 'package.json' && below?.kind === 'whole') {
    const merged = mergePatch(parseJson(below.content, below.origin), parseJson(content, origin));
    entries.set(target, { kind: 'whole', content: formatJson(merged), origin });
  } else {
    entries.set(target, { kind: 'whole', content, origin });
  }
}

/** The parts of a file that are not empty, in the order of their names. */
export function sortedParts(entry: Entry & { kind: 'parts' }): { text: string; origin: Origin }[] {
  return [...entry.parts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { text, origin }]) => ({ text: text.trim(), origin }))
    .filter(({ text }) => text !== '');
}

export function contentOf(entry: Entry): string | Buffer {
  if (entry.kind === 'whole') return entry.content;
  return `${sortedParts(entry)
    .map(({ text }) => text)
    .join('\n\n')}\n`;
}

function parseJson(content: string | Buffer, origin: Origin): Json {
  try {
    return JSON.parse(String(content)) as Json;
  } catch (error) {
    throw new UserError({
      code: 'template',
      what: `${nameOf(origin)} is not JSON: ${(error as Error).message}`,
      next: 'fix it: package.json of a layer is merged as RFC 7396',
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
