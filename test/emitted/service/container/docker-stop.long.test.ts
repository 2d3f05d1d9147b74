import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testName } from '../../../lib/container/scratch.ts';
import { lacks } from '../../../skip.ts';
import { slowModel } from '../slow-model.ts';
import { buildImage, docker, runContainer, type Container, type Image } from './image.ts';
import { keepPosting, type Sent } from './keep-alive-client.ts';
import { WITH_NPM_MS } from '../../../timeouts.ts';

const CLIENTS = 16;
const MODES: [name: string, options: string[]][] = [
  ['docker run --init', ['--init']],
  ['docker run, as PID 1', []],
];
/** What is posted: to the image's own model, or to one that takes 75 ms a run, so that requests wait for it. */
const LOADS = [
  { what: 'sample:iris', body: '{"inputs":[[5.1,3.5,1.4,0.2]]}', right: /"output_label":\["setosa"\]/ },
  {
    what: 'a model that keeps a queue',
    model: 'quick',
    body: '{"inputs":[1.5]}',
    right: /^{"outputs":{"Y":1.5}}$/,
  },
];

const noEngine = await lacks('engine', 'baseImage');

describe.skipIf(noEngine)('docker stop', () => {
  let image: Image;
  const models: Record<string, string> = {};
  beforeAll(async () => {
    image = await buildImage(testName('stop'));
    models.quick = await image.modelOf('quick', slowModel(5));
    models.slow = await image.modelOf('slow', slowModel(70));
  }, WITH_NPM_MS);
  afterAll(() => image.remove());

  /** A container, removed after the test, also where that fails. */
  async function inContainer(options: string[], use: (container: Container) => Promise<void>): Promise<void> {
    const container = await runContainer(image, options);
    await use(container).finally(() => container.remove());
  }
  const withModel = (name: string): string[] => ['-v', `${models[name]!}:/app/model:ro`];

  describe.each(MODES)('%s', (mode, options) => {
    it.each(LOADS)(
      'under load answers all that was accepted, with Connection: close, and ends with 0: $what',
      async ({ what, model, body, right }) => {
        const more = model === undefined ? [] : withModel(model);
        await inContainer([...options, ...more], async (container) => {
          const stopped = new AbortController();
          const clients = Array.from({ length: CLIENTS }, () =>
            keepPosting(container.address, body, stopped.signal),
          );
          await sleep(1000);
          const before = performance.now();
          // Longer than Docker's 10 s: on a busy machine the queue may take as long.
          await docker('stop', '-t', '60', container.name);
          const seconds = (performance.now() - before) / 1000;
          stopped.abort();
          const all = (await Promise.all(clients)).flat();
          report(`${mode}, ${what}, ${seconds.toFixed(1)} s`, all, before);

          expect(await container.exitCode()).toBe(0);
          expect(await container.logs()).toContain('"msg":"stopped"');
          const { onKeptConnections, onNewConnections } = lost(all);
          expect(onKeptConnections).toBe(0);
          // The kernel resets what it took in the moment in which the port is closed; the service never heard of it.
          expect(onNewConnections).toBeLessThanOrEqual(1);
          const answers = all.filter(({ error }) => error === undefined);
          expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
          expect(answers.filter((answer) => !right.test(answer.body))).toEqual([]);
          expect(answers.filter(({ closes }) => closes).length).toBeGreaterThanOrEqual(CLIENTS);
        });
      },
      60_000,
    );
  });

  it('a second signal ends a container with --init at once, in the middle of a run', async () => {
    await inContainer(['--init', ...withModel('slow')], async (container) => {
      const [answer, ended, ms] = await twoSignals(container);
      expect(ended).toBe(128 + 9); // SIGKILL
      expect(answer).toMatchObject({ status: undefined, error: 'ECONNRESET' });
      expect(ms).toBeLessThan(1_000);
    });
  }, 60_000);

  it('as PID 1 the run is finished first', async () => {
    await inContainer(withModel('slow'), async (container) => {
      const [answer, ended] = await twoSignals(container);
      expect(ended).toBe(0);
      expect(answer).toMatchObject({ status: 200, closes: true, error: undefined });
      expect(answer.body).toBe('{"outputs":{"Y":1.5}}');
    });
  }, 60_000);
});

/** Two SIGTERM within a run: the answer, the exit code, and how long after the second the container ended. */
async function twoSignals(container: Container): Promise<[answer: Sent, exitCode: number, ms: number]> {
  const once = new AbortController();
  const posted = keepPosting(container.address, '{"inputs":[1.5]}', once.signal);
  once.abort();
  // Past the linger of a stop, and in the middle of the run.
  await container.signal('SIGTERM');
  await container.signal('SIGTERM');
  const second = performance.now();
  const exitCode = await container.exitCode();
  const ms = performance.now() - second;
  process.stdout.write(`two signals, ${container.name}: exit code ${exitCode} after ${ms.toFixed(0)} ms\n`);
  // What ends a process in a run by other means: Node-API's uncaught exception.
  expect(await container.logs()).not.toMatch(/Napi|terminate called|abort/i);
  return [(await posted)[0]!, exitCode, ms];
}

/** Requests whose last byte had been sent when the connection broke: their client cannot know whether they ran. */
function lost(all: Sent[]): Record<string, number> {
  const broken = all.filter(({ sent, error }) => sent !== undefined && error !== undefined);
  return {
    onKeptConnections: broken.filter(({ reused }) => reused).length,
    onNewConnections: broken.filter(({ reused }) => !reused).length,
  };
}

function report(name: string, all: Sent[], before: number): void {
  const answered = all.filter(({ error }) => error === undefined);
  const counts = {
    answered: answered.length,
    'while stopping': answered.filter(({ ended }) => ended > before).length,
    'with Connection: close': answered.filter(({ closes }) => closes).length,
    // The end of a client: nobody listens any more.
    refused: all.filter(({ error }) => error === 'ECONNREFUSED').length,
    lost: lost(all),
  };
  process.stdout.write(`docker stop, ${name}: ${JSON.stringify(counts)}\n`);
}
