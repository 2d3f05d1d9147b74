import { smallText } from '../formats/folders/inside.ts';

/** The object in a JSON file of a folder; undefined where there is none, or something else. */
export function objectIn(folder: string, name: string): Record<string, unknown> | undefined {
  const text = smallText(folder, name);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
