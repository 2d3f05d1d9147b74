import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import type { Golden } from '../../lib/onnx/card/card.ts';
import { pythonWith } from './python-environment.ts';
import type { Python } from './python-environment.ts';

/** What a training script says of the held-out data, how much of it there is, and where the data are from. */
export interface Training {
  name: string;
  says: RegExp;
  heldOut: number;
  /** Prints True where the data are what they are said to be. */
  data: string[];
}

/** Trains a sample again, and holds what comes of it against what is committed. */
export function trainsAgain(training: Training): void {
  describe(`sample ${training.name}, trained again`, { timeout: 300_000 }, () => {
    const sample = path.join(packageRoot, 'samples', training.name);
    const model = `${training.name}.onnx`;
    let python: Python;
    let again: string;
    let said: Promise<string> | undefined;

    beforeAll(async () => {
      python = await pythonWith(path.join(sample, 'requirements.txt'));
      again = await mkdtemp(path.join(tmpdir(), `ml-docker-${training.name}-`));
    }, 600_000);
    afterAll(() => rm(again, { recursive: true, force: true }));

    /** Trains into `again`/first, once; gives what the script says. */
    function trained(test: TestContext): Promise<string> {
      return (said ??= train(test, 'first', '1'));
    }

    function train(test: TestContext, folder: string, hashSeed: string): Promise<string> {
      const args = [path.join(sample, 'train.py'), '--out', path.join(again, folder)];
      return python(test, args, { PYTHONHASHSEED: hashSeed });
    }

    it('has the data that it is said to have', async (test) => {
      const script = ['import sys; sys.path.insert(0, sys.argv[1])', 'import train', ...training.data];
      expect(await python(test, ['-c', script.join('\n'), sample])).toBe('True');
    });

    it('gives the same labels, and numbers within the tolerance, for the data held out', async (test) => {
      const { tolerance } = await readGolden(sample);
      expect(await trained(test)).toMatch(training.says);
      const files = [path.join(sample, model), path.join(again, 'first', model)];
      const script = path.join(import.meta.dirname, 'held_out.py');
      const answers = JSON.parse(await python(test, [script, sample, ...files])) as Record<
        string,
        unknown[]
      >[];
      const [committed, retrained] = answers;
      for (const values of Object.values(committed!)) expect(values).toHaveLength(training.heldOut);
      expect(retrained).toEqual(close(committed, tolerance));
    });

    it('writes the golden answers again, within their tolerance', async (test) => {
      await trained(test);
      const [committed, retrained] = await Promise.all([sample, path.join(again, 'first')].map(readGolden));
      expect(retrained!.cases).toEqual(close(committed!.cases, committed!.tolerance));
    });

    it('gives the same bytes, whatever the seed of the hashes', async (test) => {
      await trained(test);
      await train(test, 'second', '2');
      const tokenizer = training.name === 'reviews' ? ['tokenizer.json'] : [];
      for (const file of [model, 'golden.json', ...tokenizer]) {
        const [first, second] = await Promise.all(
          ['first', 'second'].map((folder) => readFile(path.join(again, folder, file))),
        );
        expect(second!.equals(first!), file).toBe(true);
      }
    });
  });
}

async function readGolden(folder: string): Promise<Golden> {
  return JSON.parse(await readFile(path.join(folder, 'golden.json'), 'utf8')) as Golden;
}

/** The same value, each number in it within half the tolerance, a power of ten: integers exactly. */
function close<T>(value: T, { absolute }: Golden['tolerance']): T {
  const digits = Math.round(-Math.log10(absolute));
  const within = (_key: string, part: unknown) =>
    typeof part === 'number' ? expect.closeTo(part, digits) : part;
  return JSON.parse(JSON.stringify(value), within) as T;
}
