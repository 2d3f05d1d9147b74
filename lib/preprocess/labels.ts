import { parse as parseYaml } from 'yaml';
import { isObject } from './object-in.ts';

/**
 * The names of classes in a file that somebody made for a model: one in each line; a list, or an object with numbers as its
 * keys, in JSON or YAML; `names:` of such a file, as Ultralytics has it.
 * @returns undefined where it holds nothing of the kind
 */
export function labelsIn(name: string, text: string): string[] | undefined {
  if (!/\.(json|ya?ml)$/i.test(name)) return linesOf(text);
  try {
    const value: unknown = /\.json$/i.test(name) ? JSON.parse(text) : parseYaml(text);
    const names = isObject(value) ? (value['names'] ?? value['id2label'] ?? value['labels'] ?? value) : value;
    return labelsOf(names);
  } catch {
    return undefined;
  }
}

/** A list of names, or `{"0": name}`. */
export function labelsOf(value: unknown): string[] | undefined {
  if (Array.isArray(value))
    return value.length > 0 && value.every((one) => typeof one === 'string') ? value : undefined;
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value).sort((one, other) => Number(one) - Number(other));
  const isComplete = keys.length > 0 && keys.every((key, index) => Number(key) === index);
  return isComplete ? labelsOf(keys.map((key) => value[key])) : undefined;
}

/** Some number their lines: `0 tench`, `n01440764 tench` is left as it is. */
function linesOf(text: string): string[] | undefined {
  const lines = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trim());
  if (lines.length === 0 || lines.some((line) => line === '')) return undefined;
  const numbered = lines.map((line) => /^(\d+)[\s:,]+(.+)$/.exec(line));
  const areNumbered = numbered.every((match, index) => match !== null && Number(match[1]) === index);
  return areNumbered ? numbered.map((match) => match![2]!) : lines;
}

/** A dict literal of Python, as Ultralytics writes `names`: `{0: 'red', 1: "green's"}`. */
export function labelsInPython(text: string): string[] | undefined {
  const entries = [...text.matchAll(/(\d+)\s*:\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/gs)];
  return labelsOf(Object.fromEntries(entries.map(([, key, literal]) => [key!, unquoted(literal!)])));
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)/gis, (_, escaped: string) => {
    if (/^[xu]./i.test(escaped)) return String.fromCodePoint(Number.parseInt(escaped.slice(1), 16));
    return { n: '\n', t: '\t', r: '\r' }[escaped] ?? escaped;
  });
}
