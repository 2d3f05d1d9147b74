import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { node24 } from '../../../../scripts/node24.ts';
import { emptyFolder } from '../../../cli.ts';
import { lacks } from '../../../skip.ts';
import { emitRunnable } from '../../emit.ts';
import { NAME } from '../started.ts';
import { HTTP } from './http.ts';
import { INFERENCE } from './inference.ts';
import type { Mutation } from './mutation.ts';
import { otherModel } from './other-model.ts';
import { TENSORS } from './tensors.ts';

const MUTATIONS = [...HTTP, ...TENSORS, ...INFERENCE];

// Each project starts services of its own, on two processors.
vi.setConfig({ maxConcurrency: 2 });

/** The slowest takes 10 s on an idle machine. */
const LONGEST_MS = 120_000;

/** As in `npm test`, only shorter: nothing here takes more than a few seconds. */
const LIMITS = ['--test-force-exit', '--test-timeout=20000'];

const NO_END = 'the tests do not end';

/** What the tests of a project say: which failed, and whether they came to an end. */
async function failures(project: string, files = '*'): Promise<string[]> {
  // A group of its own, so that services that a test left behind can be ended with it.
  const running = execa(await node24(), ['--test', ...LIMITS, `test/**/${files}.test.ts`], {
    cwd: project,
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
    throw new Error(`the tests failed without a name:\n${all}`);
  return [...new Set(failed), ...(isOver ? [] : [NO_END])];
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
    async function failuresWith(change: (copy: string) => Promise<void>, files?: string): Promise<string[]> {
      const copy = path.join(directory, `copy-${Math.random().toString(36).slice(2)}`);
      await cp(project, copy, { recursive: true, verbatimSymlinks: true });
      await change(copy);
      const found = await failures(copy, files);
      await rm(copy, { recursive: true });
      return found;
    }

    it('pass as they are', async () => {
      expect(await failuresWith(async () => {})).toEqual([]);
    }, 120_000);

    it.concurrent.each(MUTATIONS)(
      'fail where $what',
      async ({ test, what, file, search, replace }: Mutation) => {
        const found = await failuresWith(async (copy) => {
          const target = path.join(copy, file);
          const parts = (await readFile(target, 'utf8')).split(search);
          if (file.endsWith('.ts') && parts.length !== 2) throw new Error(`${file} has not once: ${search}`);
          await writeFile(target, parts[0]! + replace + parts.slice(1).join(search));
        }, test);
        process.stdout.write(`${what}: ${found.join('; ') || 'SURVIVES'}\n`);
        expect(found).not.toEqual([]);
        // A test that fails has to end what it started, or nobody hears of it.
        expect(found).not.toContain(NO_END);
      },
      240_000,
    );

    it('fail where the model is another one with the same inputs and outputs', async () => {
      const found = await failuresWith(
        (copy) => writeFile(path.join(copy, 'model', 'model.onnx'), otherModel()),
        'golden',
      );
      process.stdout.write(`another model: ${found.join('; ') || 'SURVIVES'}\n`);
      expect(found).toContain('/cases/0');
    }, 240_000);
  },
);
