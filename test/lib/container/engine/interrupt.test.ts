import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { call } from '../../../../lib/container/engine/cli.ts';
import { Interrupted, interruptible } from '../../../../lib/container/engine/interrupt.ts';

describe('Ctrl-C', () => {
  it('ends the work with exit code 130, whatever the work says about it', async () => {
    const work = interruptible((signal) => sleep(10_000, undefined, { signal }));
    process.emit('SIGINT', 'SIGINT');
    await expect(work).rejects.toBeInstanceOf(Interrupted);
    await expect(work).rejects.toHaveProperty('exitCode', 130);
  });

  it('ends a program that is running', async () => {
    const start = Date.now();
    const work = interruptible((signal) =>
      call(process.execPath, ['-e', 'setTimeout(() => {}, 10000)'], { signal }),
    );
    setTimeout(() => process.emit('SIGINT', 'SIGINT'), 200);
    await expect(work).rejects.toBeInstanceOf(Interrupted);
    expect(Date.now() - start).toBeLessThan(5000);
  });

  it('is nobody’s business any more once the work is done', async () => {
    const before = process.listenerCount('SIGINT');
    expect(await interruptible(async () => 'done')).toBe('done');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
