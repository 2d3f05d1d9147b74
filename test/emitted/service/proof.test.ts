import { readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { node24 } from '../../../scripts/node24.ts';
import { emptyFolder } from '../../cli.ts';
import { lacks } from '../../skip.ts';
import { emitRunnable } from '../emit.ts';
import { NAME, start } from './started.ts';

interface Proof {
  of: { card: string; modelBytes: number; processor: string; runtime: string };
  attempt: number | null;
  joining: { batching: boolean; reason: string };
  pace: { load: number; example: number; longest: number; bytes: number };
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const ROW = JSON.stringify({ inputs: [[5.1, 3.5, 1.4, 0.2]] });

describe.skipIf(await lacks('runtime'))('what is found out about a model', () => {
  let project: string;
  let remove: () => Promise<void>;
  let file: string;
  beforeAll(async () => {
    const made = await emptyFolder();
    ({ remove } = made);
    project = path.join(made.directory, NAME);
    file = path.join(project, 'model', 'proof.json');
    await emitRunnable(project, { model: 'sample:iris' });
  });
  afterAll(() => remove());

  const run = async (...args: string[]) => execa(await node24(), args, { cwd: project });
  const proof = async () => JSON.parse(await readFile(file, 'utf8')) as Proof;

  /** Starts the service. @returns whether it has read the proof, and what it says of batches */
  async function started(): Promise<{ isRead: boolean; joining: unknown }> {
    const service = await start(project);
    const { batching, reason } = service.log.find((entry) => 'batching' in entry)!;
    const isRead = service.log.some(({ msg }) => String(msg).startsWith('model/proof.json tells'));
    await service.stop();
    return { isRead, joining: { batching, reason } };
  }

  /** Starts the service, and asks it several times at once. @returns what it is said to run the model with */
  async function workers(environment: Record<string, string> = {}): Promise<unknown> {
    const service = await start(project, { environment });
    const answers = Array.from({ length: 8 }, () =>
      fetch(`${service.url}/predict`, { method: 'POST', headers: JSON_TYPE, body: ROW }),
    );
    for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
    const { workers, threads } = service.log.find(({ msg }) => msg === 'listening')!;
    await service.stop();
    return { workers, threads };
  }

  it.each(['src/serving/check.ts', 'src/serving/scripts/record.ts'])('is written by %s', async (script) => {
    await rm(file, { force: true });
    await run(script);
    expect(await proof()).toMatchObject({ attempt: 0, joining: { batching: true } });
  });

  it('is read at the start', async () => {
    const found = await proof();
    // A reason that no start finds out itself.
    const joining = { batching: true, reason: 'told' };
    await writeFile(file, JSON.stringify({ ...found, joining }));
    expect(await started()).toEqual({ isRead: true, joining });
  });

  it('decides how many workers there are: where runs are long, one for a request alone and two for more', async () => {
    const found = await proof();
    const pace = { ...found.pace, example: 0.05, longest: 0.05 };
    await writeFile(file, JSON.stringify({ ...found, pace }));
    const cores = availableParallelism();
    expect(await workers()).toEqual({ workers: cores > 1 ? 3 : 1, threads: cores });
    expect(await workers({ THREADS: '1' })).toEqual({ workers: 1, threads: 1 });
    await writeFile(file, JSON.stringify(found));
    expect(await workers({ PROCESSES: '1' })).toEqual({ workers: 1, threads: cores });
  });

  describe('and found out anew', () => {
    let before: Proof;
    beforeEach(async () => {
      before = await proof();
    });
    afterEach(() => writeFile(file, JSON.stringify(before)));

    it.each([
      ['of another card', { card: 'x' }],
      ['of a model of another size', { modelBytes: 1 }],
      ['of another processor', { processor: 'x' }],
      ['of another ONNX Runtime', { runtime: 'x' }],
    ])('where it is %s', async (_, other) => {
      await writeFile(file, JSON.stringify({ ...before, of: { ...before.of, ...other } }));
      const { isRead, joining } = await started();
      expect(isRead).toBe(false);
      expect(joining).not.toMatchObject({ reason: 'told' });
    });

    it('where it is damaged, or missing', async () => {
      await writeFile(file, '{');
      expect(await started()).toMatchObject({ isRead: false });
      await rm(file);
      expect(await started()).toMatchObject({ isRead: false });
    });

    it('where the model does not answer what it is said to have answered', async () => {
      await writeFile(file, JSON.stringify({ ...before, attempt: 5 }));
      expect(await started()).toMatchObject({ isRead: false });
    });
  });
});
