/*
 * `npm run record`: asks the service for its answer to the example, twice, and keeps it as the golden answer
 * that `npm test` compares with. What differs between the two runs is left out: the model draws random
 * numbers there.
 */
import { writeFileSync } from 'node:fs';
import { readCard } from '../src/card.ts';
import { stringifyJson } from '../src/tensors/json.ts';
import type { Golden } from './golden.ts';
import { difference, goldenFile } from './golden.ts';
import { post, startService } from './start.ts';

const tolerance = { absolute: 1e-5, relative: 1e-3 };

try {
  const golden = await record();
  writeFileSync(goldenFile, `${stringifyJson(golden, 2)}\n`);
  console.log(`test/golden.json: ${golden.source}.`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function record(): Promise<Golden> {
  const card = readCard();
  const { example, outputs } = card;
  const service = await startService();
  try {
    const stable: string[] = [];
    for (const { name } of outputs) {
      const request = { ...example, outputs: [name] };
      const [first, second] = [await ask(service.url, request), await ask(service.url, request)];
      if (!difference(first, second, tolerance, card)) stable.push(name);
    }
    if (stable.length === 0)
      return { source: 'recorded; every output differs from run to run', tolerance, cases: [] };
    const request = stable.length === outputs.length ? example : { ...example, outputs: stable };
    return { source: 'recorded', tolerance, cases: [{ request, answer: await ask(service.url, request) }] };
  } finally {
    await service.stop();
  }
}

async function ask(url: string, request: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { status, body } = await post(`${url}/predict`, request);
  if (status === 200) return body as Record<string, unknown>;
  const { detail } = body as { detail: string };
  throw new Error(`The model does not answer the example in model/card.json (${status}): ${detail}`);
}
