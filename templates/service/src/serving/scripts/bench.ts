/*
 * `npm run bench`: how many predictions per second, and how much CPU time each costs. The example is sent
 * over and over by a number of clients that each wait for their answer. They share the machine with the
 * service, so the requests per second are low; the CPU time, which is the service's alone, is the figure to
 * compare.
 */
import { Agent, request as httpRequest } from 'node:http';
import { parseArgs } from 'node:util';
import { readCard } from '../../card.ts';
import { stringifyJson } from '../tensors/json.ts';
import { answeredExample } from './predict.ts';
import { startService } from './start.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '5' },
  },
});
const clients = Number(values.clients);
const seconds = Number(values.seconds);

const service = await startService();
const body = stringifyJson(await answeredExample(service, readCard()));
const agent = new Agent({ keepAlive: true, maxSockets: clients });
await load(1);
const before = await cpuSeconds();
const times = await load(seconds);
const cpu = (await cpuSeconds()) - before;
agent.destroy();
await service.stop();

times.sort((one, other) => one - other);
const percentile = (share: number) => times[Math.floor(times.length * share)]!.toFixed(1);
console.log(`${clients} clients, ${seconds} s, ${times.length} predictions`);
console.log(`CPU per request      ${((cpu / times.length) * 1e6).toFixed(0)} µs`);
console.log(`requests per second  ${(times.length / seconds).toFixed(0)}`);
console.log(`latency              median ${percentile(0.5)} ms, 99 % within ${percentile(0.99)} ms`);

/** Sends the example for some time. @returns the latency of each request, in milliseconds. */
async function load(duration: number): Promise<number[]> {
  const end = performance.now() + duration * 1000;
  const latencies: number[] = [];
  const client = async () => {
    while (performance.now() < end) {
      const started = performance.now();
      await predict();
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return latencies;
}

function predict(): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${service.url}/predict`, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`The service answered ${response.statusCode}.`));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** User and system time of the service so far. */
async function cpuSeconds(): Promise<number> {
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)![1]);
}
