import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Golden } from '../lib/onnx/card/card.ts';
import { GOLDEN } from '../lib/project/plan.ts';

/**
 * Sends the first request of a project's test/golden.json, and holds the answer against the training script's.
 * @param url  where the service of that project answers
 * @throws Error  where the answer is another one
 */
export async function checkPrediction(
  url: string,
  { directory, say, signal }: { directory: string; say: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  const { cases, tolerance } = JSON.parse(
    await readFile(path.join(directory, ...GOLDEN.split('/')), 'utf8'),
  ) as Golden;
  const { request, answer } = cases[0]!;
  const body = JSON.stringify(request);
  say(`\nPOST ${url}/predict\n${body}`);
  const response = await fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal,
  });
  const text = await response.text();
  say(`${response.status} ${text}`);
  if (!response.ok || !agrees(JSON.parse(text), answer, tolerance.absolute + tolerance.relative)) {
    throw new Error(`the prediction is not the one that was expected: ${JSON.stringify(answer)}`);
  }
  say('The prediction is the one that the training script expects.');
}

/** Whether two JSON values are the same but for a tolerance in their numbers. */
function agrees(got: unknown, want: unknown, tolerance: number): boolean {
  if (typeof got === 'number' && typeof want === 'number') return Math.abs(got - want) <= tolerance;
  if (typeof got !== 'object' || typeof want !== 'object' || got === null || want === null)
    return got === want;
  const keys = Object.keys(want);
  return (
    keys.length === Object.keys(got).length &&
    keys.every((key) =>
      agrees((got as Record<string, unknown>)[key], (want as Record<string, unknown>)[key], tolerance),
    )
  );
}
