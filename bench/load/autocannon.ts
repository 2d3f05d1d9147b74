import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { Counted, Generator } from './load.ts';

/** What of autocannon's --json is read; times in milliseconds, duration in seconds. */
interface Result {
  requests: { total: number };
  duration: number;
  latency: { p50: number; p99: number };
  errors: number;
  non2xx: number;
}

/** https://github.com/mcollina/autocannon: slower than wrk, and measures in whole milliseconds. */
export const autocannon: Generator = {
  name: 'autocannon',
  async run(url, { method, path: target, headers, body }, connections, seconds) {
    const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-autocannon-'));
    try {
      const file = path.join(folder, 'body');
      await writeFile(file, body);
      const program = createRequire(import.meta.url).resolve('autocannon');
      const sent = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`]);
      const options = ['-c', `${connections}`, '-d', `${seconds}`, '-t', '60', '-m', method, ...sent];
      const input = body.length === 0 ? [] : ['-i', file];
      const { stdout } = await execa(process.execPath, [
        program,
        '--json',
        ...options,
        ...input,
        url + target,
      ]);
      return readAutocannon(stdout);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** @param printed  what `autocannon --json` prints on stdout */
export function readAutocannon(printed: string): Counted {
  const { requests, duration, latency, errors, non2xx } = JSON.parse(printed) as Result;
  const failures = errors + non2xx;
  return { requests: requests.total, seconds: duration, median: latency.p50, p99: latency.p99, failures };
}
