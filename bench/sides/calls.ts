import type { Call } from '../load/load.ts';
import type { Load } from './side.ts';

/** Other runtimes round the last digits of a float otherwise. */
const TOLERANCE = 1e-4;

/** A load as POST /predict takes and answers it. */
export function jsonCall({ request, answer }: Load, path = '/predict'): Call {
  return {
    method: 'POST',
    path,
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(JSON.stringify(request)),
    fault: (got) => differenceOfText(answer, got.toString()),
  };
}

/** An echo answers what it was sent. */
export function echoCall(load: Load): Call {
  return jsonCall({ ...load, answer: load.request });
}

function differenceOfText(wanted: unknown, text: string): string | undefined {
  try {
    return difference(wanted, JSON.parse(text));
  } catch {
    return `no JSON: ${text.slice(0, 200)}`;
  }
}

/** Where two values differ, numbers by more than the tolerance; undefined where they do not. */
export function difference(wanted: unknown, got: unknown, at = ''): string | undefined {
  if (typeof wanted === 'number' && typeof got === 'number' && Math.abs(wanted - got) <= TOLERANCE)
    return undefined;
  if (typeof wanted !== 'object' || typeof got !== 'object' || wanted === null || got === null) {
    return wanted === got ? undefined : `${at || '/'}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`;
  }
  const keys = Object.keys(wanted);
  if (keys.length !== Object.keys(got).length) {
    return `${at || '/'}: ${Object.keys(got).length} members, not ${keys.length}`;
  }
  for (const key of keys) {
    const found = difference(
      (wanted as Record<string, unknown>)[key],
      (got as Record<string, unknown>)[key],
      `${at}/${key}`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
