import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lacks } from '../skip.ts';
import { killPod, kubectl, until } from './cluster.ts';
import { answered, percentile, startLoad } from './load.ts';
import { questions } from './questions.ts';
import { scratchDeployment } from './scratch-deployment.ts';

/** How many requests there are; fewer for a quick look. */
const MOST = Number(process.env.REQUESTS ?? 1_000_000);

// The figures of docs/scale.md.
const lacking = await lacks('cluster', 'engine', 'baseImage');
const name = `ml-docker-test-million-${process.pid}`;
let deployment: Awaited<ReturnType<typeof scratchDeployment>>;
beforeAll(async () => {
  if (!lacking) deployment = await scratchDeployment(name);
}, 600_000);
afterAll(async () => {
  if (!lacking) await deployment.remove();
});

/** One after the other, again and again, until all requests have been sent: what happens to pods. */
const events: [string, () => Promise<unknown>][] = [
  ['update', async () => (await deployment.deploy('2.0.0'), deployment.rolledOut())],
  ['rollback', async () => (await deployment.undo(), deployment.rolledOut())],
  ['drain', drain],
  ['kill', kill],
];

async function drain(): Promise<void> {
  const [pod] = await deployment.readyPods();
  const node = pod.spec.nodeName as string;
  const flags = [`--pod-selector=app.kubernetes.io/name=${name}`, '--delete-emptydir-data'];
  await kubectl('drain', node, ...flags);
  await kubectl('uncordon', node);
}

async function kill(): Promise<void> {
  const [pod] = await deployment.readyPods();
  await killPod(pod);
  const restarts = async (): Promise<number> =>
    (await deployment.get('pod', pod.metadata.name)).status.containerStatuses[0].restartCount;
  await until(restarts, (count) => count > 0, { what: 'the restart' });
}

it.skipIf(lacking)(
  'a million requests, none of them failed or wrong, whatever happens to the pods',
  async () => {
    await deployment.deploy('1.0.0');
    const enough = ({ length }: unknown[]): boolean => length >= 3;
    await until(deployment.readyPods, enough, { what: 'three pods' });
    const { tally, stop } = startLoad(await deployment.origin(), questions(name), { most: MOST });
    const started = performance.now();
    const counts: Record<string, number> = {};
    for (let i = 0; answered(tally) + tally.failed.length < MOST; i++) {
      const [event, happen] = events[i % events.length]!;
      const before = { retries: tally.retries.length, answers: answered(tally), failed: tally.failed.length };
      await happen();
      await until(deployment.readyPods, enough, { what: 'three pods' });
      await sleep(2000);
      counts[event] = (counts[event] ?? 0) + 1;
      const sent = `${answered(tally) - before.answers} answers, ${tally.retries.length - before.retries} sent again`;
      process.stderr.write(`${event}: ${sent}, ${tally.failed.length - before.failed} failed\n`);
    }
    const seconds = (performance.now() - started) / 1000;
    await stop();
    const { right, wrong, failed, retries, times } = tally;
    const figures = {
      ...{ counts, seconds, right: Object.fromEntries(right), retries: retries.length },
      ...{ p50: percentile(times, 0.5), p99: percentile(times, 0.99), p999: percentile(times, 0.999) },
      ...{ most: percentile(times, 1) },
    };
    process.stderr.write(`${JSON.stringify(figures)}\n`);
    expect(failed).toEqual([]);
    expect(wrong).toEqual([]);
  },
  3_600_000,
);
