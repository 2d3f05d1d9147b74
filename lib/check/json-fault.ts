import { parseJson } from '../json.ts';

/** Where a text is no JSON, and why; undefined where it is. The line is from 1. */
export function jsonFault(text: string): { line: number; message: string } | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const { message, at } = located(text.trimEnd()) ?? { message: (error as Error).message, at: 0 };
    return { line: text.slice(0, at).split('\n').length, message: `it is not JSON: ${message}` };
  }
}

/** JSON.parse does not always say where it stopped; the other parser does. */
function located(text: string): { message: string; at: number } | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return { message, at: Number(/at position (\d+)/.exec(message)?.[1] ?? 0) };
  }
}
