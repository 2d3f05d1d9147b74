import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { Call, Counted, Generator } from './load.ts';

/** What the script below prints; times in microseconds. */
interface Summary {
  requests: number;
  duration: number;
  median: number;
  p99: number;
  failures: number;
}

/** https://github.com/wg/wrk, from Debian. */
export const wrk: Generator = {
  name: 'wrk',
  async run(url, call, connections, seconds) {
    const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-wrk-'));
    try {
      const [script, body] = [path.join(folder, 'call.lua'), path.join(folder, 'body')];
      await writeFile(body, call.body);
      await writeFile(script, luaScript(call, body));
      const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '60s', '-s', script];
      const { stdout } = await execa('wrk', [...options, url + call.path]);
      return readWrk(stdout);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** The call as wrk takes it, and its counts as one line of JSON. wrk counts a status from 400 on as an error. */
function luaScript({ method, headers }: Call, bodyFile: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `wrk.headers[${lua(name)}] = ${lua(value)}`);
  return `
wrk.method = ${lua(method)}
${lines.join('\n')}
local file = io.open(${lua(bodyFile)}, 'rb')
wrk.body = file:read('*a')
file:close()
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requests":%d,"duration":%d,"median":%.1f,"p99":%.1f,"failures":%d}\\n', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

/** A Lua string; JSON's escapes of what headers hold are Lua's, too. */
function lua(text: string): string {
  return JSON.stringify(text);
}

/** @param printed  all that wrk printed */
function readWrk(printed: string): Counted {
  const line = printed.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) throw new Error(`wrk printed no counts:\n${printed}`);
  const { requests, duration, median, p99, failures } = JSON.parse(line) as Summary;
  return { requests, seconds: duration / 1e6, median: median / 1000, p99: p99 / 1000, failures };
}
