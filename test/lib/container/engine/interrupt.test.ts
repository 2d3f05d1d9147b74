import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { call } from '../../../../lib/container/engine/cli.ts';
import { Interrupted, interruptible } from '../../../../lib/container/engine/interrupt.ts';
import { packageRoot } from '../../../../lib/package.ts';

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

  it('that arrives twice, as npm passes it on, is one; a second press ends the process', async () => {
    const code = `
      import { interruptible } from ${JSON.stringify(path.join(packageRoot, 'dist/lib/container/engine/interrupt.js'))};
      import { setTimeout as sleep } from 'node:timers/promises';
      setInterval(() => undefined, 1000);
      await interruptible(async (signal) => {
        console.log('started');
        await sleep(60_000, undefined, { signal }).catch(() => undefined);
        await sleep(1500);
        console.log('cleaned up');
      });
      process.exit(3);`;
    const pressed = async (
      afterMs: number,
    ): Promise<{ stdout: string; signal?: string; exitCode?: number }> => {
      const work = execa(process.execPath, ['--input-type=module', '-e', code], { reject: false });
      for await (const line of work) {
        if (line !== 'started') continue;
        work.kill('SIGINT');
        setTimeout(() => work.kill('SIGINT'), afterMs);
      }
      return work;
    };
    expect(await pressed(20)).toMatchObject({ stdout: 'started\ncleaned up', exitCode: 3 });
    expect(await pressed(900)).toMatchObject({ stdout: 'started', signal: 'SIGINT' });
  });

  it('is nobody’s business any more once the work is done', async () => {
    const before = process.listenerCount('SIGINT');
    expect(await interruptible(async () => 'done')).toBe('done');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
