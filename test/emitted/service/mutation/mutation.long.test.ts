import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { node24 } from '../../../../scripts/node24.ts';
import { emptyFolder } from '../../../cli.ts';
import { lacks } from '../../../skip.ts';
import { emitRunnable } from '../../emit.ts';
import { NAME } from '../started.ts';
import { MUTATIONS, type Mutation } from './mutations.ts';
import { otherModel } from './other-model.ts';

// Each project starts services of its own, on two processors.
vi.setConfig({ maxConcurrency: 2 });

/** The slowest takes 10 s on an idle machine. */
const LONGEST_MS = 120_000;

/** What `npm test` of a project says: which tests failed, and whether it came to an end. */
async function failures(project: string): Promise<string[]> {
  const PATH = `${path.dirname(await node24())}${path.delimiter}${process.env.PATH}`;
  // A group of its own, so that services that a test left behind can be ended with it.
  const running = execa('npm', ['test'], {
    cwd: project,
    env: { PATH },
    detached: true,
    all: true,
    reject: false,
  });
  const timer = setTimeout(() => process.kill(-running.pid!, 'SIGKILL'), LONGEST_MS);
  const { all, exitCode } = await running;
  clearTimeout(timer);
  const isOver = /^ℹ fail \d+/m.test(all);
  const failed = [...all.matchAll(/^ *✖ (.*?) \(\d/gm)].map(([, name]) => name!);
  if (isOver && exitCode !== 0 && failed.length === 0)
    throw new Error(`npm test failed without a name:\n${all}`);
  return [...new Set(failed), ...(isOver ? [] : ['npm test does not end'])];
}

describe.skipIf((await lacks('runtime')) || process.platform === 'win32')(
  'the tests of an emitted project',
  () => {
    let directory: string;
    let remove: () => Promise<void>;
    let project: string;
    beforeAll(async () => {
      ({ directory, remove } = await emptyFolder());
      project = path.join(directory, NAME);
      await emitRunnable(project, { model: 'sample:iris' });
    });
    afterAll(() => remove());

    /** The failures of a copy in which something is broken. */
    async function failuresWith(change: (copy: string) => Promise<void>): Promise<string[]> {
      const copy = path.join(directory, `copy-${Math.random().toString(36).slice(2)}`);
      await cp(project, copy, { recursive: true, verbatimSymlinks: true });
      await change(copy);
      const found = await failures(copy);
      await rm(copy, { recursive: true });
      return found;
    }

    it('pass as they are', async () => {
      expect(await failuresWith(async () => {})).toEqual([]);
    }, 120_000);

    it.concurrent.each(MUTATIONS)(
      'fail where $what',
      async ({ what, file, search, replace }: Mutation) => {
        const found = await failuresWith(async (copy) => {
          const target = path.join(copy, file);
          const parts = (await readFile(target, 'utf8')).split(search);
          if (file.endsWith('.ts') && parts.length !== 2) throw new Error(`${file} has not once: ${search}`);
          await writeFile(target, parts[0] + replace + parts.slice(1).join(search));
        });
        process.stdout.write(`${what}: ${found.join('; ') || 'SURVIVES'}\n`);
        expect(found).not.toEqual([]);
        // A test that fails has to end what it started, or nobody hears of it.
        expect(found).not.toContain('npm test does not end');
      },
      240_000,
    );

    it('fail where the model is another one with the same inputs and outputs', async () => {
      const found = await failuresWith((copy) =>
        writeFile(path.join(copy, 'model', 'model.onnx'), otherModel()),
      );
      process.stdout.write(`another model: ${found.join('; ') || 'SURVIVES'}\n`);
      expect(found).toEqual([expect.stringContaining('golden')]);
    }, 240_000);
  },
);
