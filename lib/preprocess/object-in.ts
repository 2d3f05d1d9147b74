import { smallText } from '../formats/folders/inside.ts';

/** What a JSON file of a folder holds; undefined where there is none, or it is damaged. */
export function jsonIn(folder: string, name: string): unknown {
  const text = smallText(folder, name);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object in such a file; undefined where it holds something else. */
export function objectIn(folder: string, name: string): Record<string, unknown> | undefined {
  const value = jsonIn(folder, name);
  return isObject(value) ? value : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
