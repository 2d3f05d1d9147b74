import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../lib/package.ts';
import type { Counted, Generator } from './load.ts';

const script = path.join(packageRoot, 'dist', 'bench', 'load', 'autocannon-process.js');

/** What of autocannon's result is read; times in milliseconds, duration in seconds. */
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
    const call = { url: url + target, method, headers, body: body.toString('base64') };
    const input = JSON.stringify({ ...call, connections, duration: seconds, timeout: 60 });
    const { stdout } = await execa(process.execPath, [script], { input });
    return readAutocannon(stdout);
  },
};

/** @param printed  autocannon's result as JSON */
function readAutocannon(printed: string): Counted {
  const { requests, duration, latency, errors, non2xx } = JSON.parse(printed) as Result;
  const failures = errors + non2xx;
  return { requests: requests.total, seconds: duration, median: latency.p50, p99: latency.p99, failures };
}
