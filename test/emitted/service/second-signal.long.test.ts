import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { ask, post } from './ask.ts';
import { slowModel } from './slow-model.ts';
import { serveModel, type Started } from './started.ts';

const noRuntime = (await lacks('runtime')) || process.platform === 'win32';

/** Two signals while the model runs, on a host where the service is not PID 1. */
describe.skipIf(noRuntime)('a second signal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends the process at once, by SIGKILL of itself',
    async (signal) => {
      const service = await serveModel(slowModel(40));
      const started = performance.now();
      const lost = post(`${service.url}/predict`, { inputs: [1] }).then(
        () => 'answered',
        () => 'lost',
      );
      await sleep(100);
      service.signal(signal);
      await expect.poll(() => service.log.some(({ msg }) => String(msg).startsWith('stopping'))).toBe(true);
      service.signal(signal);
      expect(await service.ended).toEqual({ code: null, signal: 'SIGKILL' });
      expect(performance.now() - started).toBeLessThan(1_000);
      expect(await lost).toBe('lost');
      await service.stop();
    },
  );

  it('a first one alone waits for the run, answers it and ends with 0', async () => {
    const service = await serveModel(slowModel(40));
    const answer = post(`${service.url}/predict`, { inputs: [2.5] });
    await arrived(service);
    service.signal('SIGTERM');
    expect(await answer).toMatchObject({ status: 200, body: { outputs: { Y: 2.5 } } });
    expect((await answer).headers.get('connection')).toBe('close');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    await expect.poll(() => service.log.at(-1)).toMatchObject({ msg: 'stopped' });
    await service.stop();
  });
});

/** A request that was sent before: what is sent later is answered. */
async function arrived({ url }: Started): Promise<void> {
  await sleep(50);
  await ask(`${url}/livez`);
}
