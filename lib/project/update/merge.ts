import { merge as mergeLines } from 'node-diff3';
import { formatJson } from '../../json.ts';
import { mergePatch, type Json } from '../../layers/package-json.ts';

/** The three texts that a merge needs. */
export interface Sides {
  /** As the generator wrote it last. */
  base: string;
  /** As it is on the disk. */
  yours: string;
  /** As the generator would write it now. */
  planned: string;
}

export interface Merged {
  text: string;
  /** Whether nothing contradicted; otherwise the text holds conflict markers. */
  isClean: boolean;
}

/**
 * Merges the user's edits and the generator's, three ways, line by line. Where both changed the same lines differently,
 * both stand between git's markers, `<<<<<<< yours`, `=======`, `>>>>>>> planned`. JSON is merged by its members, where it
 * is formatted as npm does it: two dependencies at the end of a list are not a contradiction.
 */
export function merge(file: string, sides: Sides): Merged {
  const isCrLf = sides.yours.includes('\r\n');
  const { base, yours, planned } = { ...sides, yours: withLf(sides.yours) };
  const found =
    (file.endsWith('.json') ? mergedJson({ base, yours, planned }) : undefined) ??
    mergedText({ base, yours, planned }, file.endsWith('.json'));
  return isCrLf ? { ...found, text: found.text.replaceAll('\n', '\r\n') } : found;
}

/** With the line ends that the generator writes: git gives them others on Windows. */
export function withLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function mergedText({ base, yours, planned }: Sides, isJson: boolean): Merged {
  const { conflict, result } = mergeLines(yours.split('\n'), base.split('\n'), planned.split('\n'), {
    excludeFalseConflicts: true,
    label: { a: 'yours', b: 'planned' },
  });
  const text = result.join('\n');
  return { text, isClean: !conflict && !(isJson && parsed(text) === undefined) };
}

/** Undefined where it is not JSON as npm formats it, or where a member was changed to two different values. */
function mergedJson(sides: Sides): Merged | undefined {
  const [base, yours, planned] = [parsed(sides.base), parsed(sides.yours), parsed(sides.planned)];
  if (base === undefined || planned === undefined || !isObject(yours)) return undefined;
  if (formatJson(yours) !== sides.yours) return undefined;
  const patch = changesBetween(base, planned);
  return isContradicted(patch, base, yours)
    ? undefined
    : { text: formatJson(mergePatch(yours, patch)), isClean: true };
}

/** What turns `from` into `to`, as RFC 7396 writes it. */
function changesBetween(from: Json, to: Json): Json {
  if (!isObject(from) || !isObject(to)) return to;
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  const changed = [...names].filter((name) => !isEqual(from[name], to[name]));
  return Object.fromEntries(
    changed.map((name) => [
      name,
      name in to ? (name in from ? changesBetween(from[name]!, to[name]!) : to[name]!) : null,
    ]),
  );
}

/** Whether the user changed what the patch changes, to something else. */
function isContradicted(patch: Json, base: Json | undefined, yours: Json | undefined): boolean {
  if (isEqual(base, yours)) return false;
  if (isObject(patch) && isObject(base) && isObject(yours)) {
    return Object.entries(patch).some(([name, change]) => isContradicted(change, base[name], yours[name]));
  }
  return !isEqual(patch, yours ?? null);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEqual(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
