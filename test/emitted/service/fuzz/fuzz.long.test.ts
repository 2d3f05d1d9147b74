import path from 'node:path';
import type { ExecaError } from 'execa';
import { describe, expect, it, type TestContext } from 'vitest';
import { packageRoot } from '../../../../lib/package.ts';
import { pythonWith, type Python } from '../../../samples/python-environment.ts';
import { emptyFolder } from '../../../cli.ts';
import { lacks } from '../../../skip.ts';
import { ask } from '../ask.ts';
import { echoModel } from '../echo-model.ts';
import { serveModel, type Started } from '../started.ts';

const here = path.join(packageRoot, 'test', 'emitted', 'service', 'fuzz');

/** Of both services together. */
const REQUESTS = 5_000;

/** For each of the two operations with a body; the others have but a handful of different requests. */
const EXAMPLES = 1_250;

/**
 * Every check but positive_data_acceptance: JSON Schema cannot say that `data` has as many elements as `shape` says, so
 * some requests fit the document and are refused.
 */
const OPTIONS = [
  ...['--checks=all', '--exclude-checks=positive_data_acceptance', '--continue-on-failure'],
  ...['--phases=examples,coverage,fuzzing', `--max-examples=${EXAMPLES}`, '--seed=1', '--no-shrink'],
  ...['--generation-database=none', '--no-color'],
];

interface Fuzzed {
  summary: string;
  /** How many answers of each status, as the service counts them. */
  statuses: Record<string, number>;
  failures: string | undefined;
}

describe.skipIf(await lacks('runtime'))('schemathesis over /openapi.json', () => {
  it('finds no 5xx, no undocumented status or body, and nothing accepted that is forbidden', async (test) => {
    const python = await pythonWith(path.join(here, 'requirements.txt'));
    const services = { iris: await serveModel('sample:iris'), tensors: await serveModel(tensors()) };
    // Two processes, for two processors.
    const fuzzed = await Promise.all(Object.values(services).map((service) => fuzz(test, python, service)));
    let total = 0;
    Object.keys(services).forEach((name, i) => {
      const { summary, statuses } = fuzzed[i]!;
      total += Object.values(statuses).reduce((sum, count) => sum + count, 0);
      process.stdout.write(`schemathesis, ${name}: ${summary}; answers ${JSON.stringify(statuses)}\n`);
    });
    process.stdout.write(`schemathesis: ${total} requests\n`);
    for (const service of Object.values(services)) {
      expect(service.log.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
      expect(await service.stop()).toBe(0);
    }
    for (const { failures, statuses } of fuzzed) {
      expect(failures).toBeUndefined();
      expect(Object.keys(statuses).filter((status) => status >= '500')).toEqual([]);
    }
    expect(total).toBeGreaterThanOrEqual(REQUESTS);
  }, 900_000);
});

/** Several inputs, of the sorts of elements that JSON has. */
function tensors(): Buffer {
  return echoModel([null, 3], ['INT64', 'FP32', 'BYTES', 'BOOL', 'UINT8']);
}

async function fuzz(test: TestContext, python: Python, { url }: Started): Promise<Fuzzed> {
  const { directory, remove } = await emptyFolder();
  const run = [path.join(here, 'in_folder.py'), directory, 'run', `${url}/openapi.json`, ...OPTIONS];
  const { printed, failures } = await python(test, run).then(
    (printed) => ({ printed, failures: undefined }),
    ({ stdout, message }: ExecaError) => ({ printed: String(stdout), failures: message }),
  );
  await remove();
  const summary = /Test cases:\n\s+(.*)/.exec(printed)?.[1] ?? 'no summary';
  return { summary, statuses: await statusesOf(url), failures };
}

async function statusesOf(url: string): Promise<Record<string, number>> {
  const metrics = (await ask(`${url}/metrics`)).bytes.toString();
  const statuses: Record<string, number> = {};
  for (const [, status, count] of metrics.matchAll(/^http_requests_total\{.*status="(\d+)"\} (\d+)$/gm)) {
    statuses[status!] = (statuses[status!] ?? 0) + Number(count);
  }
  return statuses;
}
