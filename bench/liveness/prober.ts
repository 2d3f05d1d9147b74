import { Agent, get } from 'node:http';

/**
 * A process of its own that asks every URL it is given every 10 ms, whether or not the last answer has come, until
 * its standard input ends. Then it prints, as JSON, the milliseconds that each answer took, and the statuses.
 */
const PERIOD_MS = 10;

export interface Probes {
  milliseconds: number[];
  /** Status → how often; 0 where the connection failed. */
  statuses: Record<number, number>;
}

const agent = new Agent({ keepAlive: true });
const probes: Record<string, Probes> = {};
const urls = process.argv.slice(2);
for (const url of urls) probes[url] = { milliseconds: [], statuses: {} };

function ask(url: string): void {
  const { milliseconds, statuses } = probes[url]!;
  const started = performance.now();
  const ended = (status: number): void => {
    milliseconds.push(performance.now() - started);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  get(url, { agent }, (response) => {
    response.resume();
    response.on('end', () => ended(response.statusCode!));
  }).on('error', () => ended(0));
}

const timer = setInterval(() => urls.forEach(ask), PERIOD_MS);
process.stdin.resume();
process.stdin.on('end', () => {
  clearInterval(timer);
  // What is on its way still counts.
  const wait = setInterval(() => {
    if (Object.keys(agent.sockets).length > 0) return;
    clearInterval(wait);
    agent.destroy();
    process.stdout.write(JSON.stringify(probes));
  }, 20);
});
