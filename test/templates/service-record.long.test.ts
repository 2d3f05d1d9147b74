import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Card, Golden } from '../../lib/onnx/card/card.ts';
import { node24 } from '../../scripts/node24.ts';
import { emptyFolder } from '../cli.ts';
import { emitRunnable } from '../emitted/emit.ts';
import { model, node, tensorType, value } from '../lib/onnx/onnx-writer.ts';
import { lacks } from '../skip.ts';

const FP32 = 1;
const INT64 = 7;
const INT4 = 22;

/** X as it is, its shape, and noise. */
const noisy = model({
  nodes: [
    node('Identity', ['X'], ['Y']),
    node('Shape', ['X'], ['S']),
    node('RandomNormalLike', ['X'], ['R']),
  ],
  outputs: [
    value('Y', tensorType(FP32, ['N', 3])),
    value('S', tensorType(INT64, [2])),
    value('R', tensorType(FP32, ['N', 3])),
  ],
});

/** How many numbers of some noise are above zero: another length in every run. */
const shapeless = model({
  nodes: [
    node('RandomNormalLike', ['X'], ['noise']),
    node('Relu', ['noise'], ['positive']),
    node('NonZero', ['positive'], ['P']),
    node('Identity', ['X'], ['Y']),
  ],
  inputs: [value('X', tensorType(FP32, [1000]))],
  outputs: [value('P', tensorType(INT64, [1, 'n'])), value('Y', tensorType(FP32, [1000]))],
});

describe.skipIf(await lacks('runtime'))('npm run record', () => {
  let directory: string;
  let project: string;
  let remove: () => Promise<void>;

  /** The project with this model, and nothing recorded. */
  async function serving(bytes: Buffer, change: (card: Card) => void = () => {}): Promise<void> {
    const file = path.join(directory, 'model.onnx');
    await writeFile(file, bytes);
    await rm(project, { recursive: true, force: true });
    await emitRunnable(project, { model: file });
    const card = JSON.parse(await read('model/card.json')) as Card;
    change(card);
    await writeFile(path.join(project, 'model', 'card.json'), JSON.stringify(card));
  }
  const read = (file: string): Promise<string> => readFile(path.join(project, file), 'utf8');
  const golden = async (): Promise<Golden> => JSON.parse(await read('test/golden.json')) as Golden;
  const put = (content: Partial<Golden> | string): Promise<void> =>
    writeFile(
      path.join(project, 'test', 'golden.json'),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  /** Whatever is called golden, but for the test. */
  const files = async (): Promise<string[]> =>
    (await readdir(path.join(project, 'test'))).filter((name) => /^golden(?!\.test)/.test(name)).sort();

  async function run(...args: string[]): Promise<{ exitCode: number | undefined; all: string }> {
    const options = { cwd: project, all: true as const, reject: false };
    const { exitCode, all } = await execa(await node24(), args, options);
    expect(all).not.toMatch(/^\s+at /m);
    return { exitCode, all };
  }
  const record = (...args: string[]): ReturnType<typeof run> => run('src/serving/scripts/record.ts', ...args);
  async function test(): Promise<{ exitCode: number | undefined; all: string }> {
    const options = { cwd: project, all: true as const, reject: false };
    const { exitCode, all } = await execa(await node24(), ['--test', 'test/golden.test.ts'], options);
    return { exitCode, all };
  }

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    project = path.join(directory, 'api');
  });
  afterAll(() => remove());

  it('keeps the model’s answer to the example, of random outputs only the shape, and npm test agrees', async () => {
    await serving(noisy);
    expect((await test()).all).toContain('test/golden.json is missing: make it with `npm run record`');
    expect(await record()).toEqual({ exitCode: 0, all: 'test/golden.json: one answer of model.onnx.' });
    const { source } = JSON.parse(await read('model/card.json')) as Card;
    expect(await golden()).toMatchObject({
      source: 'recorded',
      model: { file: 'model.onnx', sha256: source.sha256 },
      compare: { R: 'shape' },
      cases: [
        { request: { inputs: { X: [[1, 1, 1]] } }, answer: { outputs: { Y: [[1, 1, 1]], S: [1, 3] } } },
      ],
    });
    expect(Object.keys((await golden()).compare!)).toEqual(['R']);
    expect(await files()).toEqual(['golden.json']);
    expect((await test()).exitCode).toBe(0);
  });

  it('compares what a quantised model has rounded by its largest numbers', async () => {
    await serving(noisy, (card) => (card.quantised = true));
    await record();
    expect((await golden()).compare).toEqual({ Y: 'argmax', R: 'shape' });
    expect((await test()).exitCode).toBe(0);
  });

  it('does not ask for an output that has another shape each time', async () => {
    await serving(shapeless);
    await record();
    const { cases, compare } = await golden();
    expect(compare).toBeUndefined();
    expect(cases[0]!.request.outputs).toEqual(['Y']);
    expect(Object.keys(cases[0]!.answer.outputs as object)).toEqual(['Y']);
    expect((await test()).exitCode).toBe(0);
  });

  describe('where test/golden.json is there already', () => {
    const request = (...X: number[][]): Record<string, unknown> => ({ inputs: { X }, outputs: ['Y'] });
    const answer = { outputs: { Y: [[0, 0, 0]] } };
    const tolerance = { absolute: 0, relative: 0 };
    beforeEach(() => serving(noisy));

    it('answers the requests in it again', async () => {
      await put({ source: 'recorded', tolerance, cases: [{ request: request([4, 5, 6]), answer }] });
      expect((await record()).exitCode).toBe(0);
      const { cases } = await golden();
      expect(cases).toEqual([{ request: request([4, 5, 6]), answer: { outputs: { Y: [[4, 5, 6]] } } }]);
      expect(await files()).toEqual(['golden.json']);
    });

    it('leaves out those that the model does not take any more, names them, and keeps the file', async () => {
      const model = { file: 'old.onnx', sha256: '0123456789abcdef' };
      const cases = [request([1, 2]), request([4, 5, 6])].map((one) => ({ request: one, answer }));
      const before = { source: 'recorded', model, tolerance, cases };
      await put(before);
      const { exitCode, all } = await record();
      expect(exitCode).toBe(0);
      expect(all).toMatch(
        /^\/cases\/0 is left out, .* \/inputs\/X: expected shape \[N, 3\], got shape \[1, 2\]/,
      );
      expect(all).toContain('What test/golden.json was is kept in test/golden.01234567.json.');
      expect(JSON.parse(await read('test/golden.01234567.json'))).toEqual(before);
      expect((await golden()).cases.map(({ request }) => request)).toEqual([request([4, 5, 6])]);
    });

    it('takes the example where none is left', async () => {
      await put({ source: 'recorded', tolerance, cases: [{ request: { inputs: { Z: 1 } }, answer }] });
      expect((await record()).all).toContain('kept in test/golden.before.json');
      expect((await golden()).cases[0]!.request).toEqual({ inputs: { X: [[1, 1, 1]] } });
    });

    it('leaves answers from elsewhere alone; forced, it keeps them beside, under a free name', async () => {
      const { source } = JSON.parse(await read('model/card.json')) as Card;
      const sha256 = source.sha256;
      const cases = [{ request: request([7, 8, 9]), answer: { outputs: { Y: [[7, 8, 9]] } } }];
      const before = { source: 'train.py', model: { file: 'model.onnx', sha256 }, tolerance, cases };
      await put(before);
      const { exitCode, all } = await record();
      expect(exitCode).toBe(0);
      expect(all).toContain('stays as it is: its answers come from train.py');
      expect(all).toContain('npm run record -- --force');
      expect(await golden()).toEqual(before);

      for (const name of ['', '-2'].map((number) => `golden.${sha256.slice(0, 8)}${number}.json`)) {
        await put(before);
        expect((await record('--force')).exitCode).toBe(0);
        expect(JSON.parse(await read(`test/${name}`))).toEqual(before);
        expect(await golden()).toMatchObject({ source: 'recorded', cases });
      }
    });

    it('replaces those of another model, which npm test refuses, and keeps them', async () => {
      const model = { file: 'other.onnx', sha256: 'f'.repeat(64) };
      await put({ source: 'train.py', model, tolerance, cases: [{ request: request([7, 8, 9]), answer }] });
      const tested = await test();
      expect(tested.exitCode).toBe(1);
      expect(tested.all).toContain('has the answers of another model: `npm run record`');
      expect((await record()).all).toContain('kept in test/golden.ffffffff.json');
      expect((await test()).exitCode).toBe(0);
    });

    it('says where it cannot be read, and leaves it', async () => {
      await put('{"cases": [}');
      expect(await record()).toMatchObject({
        exitCode: 1,
        all: expect.stringMatching(/^Nothing was recorded\.\ntest\/golden\.json is not JSON: /) as string,
      });
      expect(await read('test/golden.json')).toBe('{"cases": [}');
    });

    it('fails npm test where it has no case', async () => {
      await put({ source: 'recorded', tolerance, cases: [] });
      const { exitCode, all } = await test();
      expect(exitCode).toBe(1);
      expect(all).toContain('test/golden.json has no case to compare');
    });
  });

  describe('fails with the reason, and writes nothing', () => {
    async function refused(...texts: string[]): Promise<void> {
      const { exitCode, all } = await record();
      expect(exitCode).toBe(1);
      for (const text of ['Nothing was recorded.\n', ...texts]) expect(all).toContain(text);
      expect(all.split('\n').length).toBeLessThan(6);
      expect(await files()).toEqual([]);
    }

    it('where the model takes no example', async () => {
      const rejecting = model({ nodes: [node('Mod', ['X', 'X'], ['Y'])] });
      const reason = 'The model rejected these values: Mod: fmod attribute must be true';
      await serving(rejecting);
      await refused('made up from its signature, nor any other', reason, 'ml-docker --example FILE');
      await serving(rejecting, (card) => (card.exampleOrigin = 'mine.json'));
      await refused('example in model/card.json, from mine.json.', reason, 'ml-docker --example FILE');
    });

    it('where the runtime does not load it', async () => {
      await serving(noisy);
      await writeFile(path.join(project, 'model', 'model.onnx'), noisy.subarray(0, 80));
      await refused('\nThe model cannot be loaded: ', 'ml-docker inspect model/model.onnx');
    });

    it('where it takes the whole process down', async () => {
      await serving(model());
      // An INT4 output, which the generator refuses: put there by hand.
      const attributes = [Buffer.from([10, 2, 116, 111, 24, INT4, 160, 1, 2])]; // to: INT4
      const aborting = model({
        opsets: [['', 21]],
        irVersion: 10,
        nodes: [node('Cast', ['X'], ['Y'], { attributes })],
        outputs: [value('Y', tensorType(INT4, ['N', 3]))],
      });
      await writeFile(path.join(project, 'model', 'model.onnx'), aborting);
      await refused('\nFATAL ERROR: ', 'ml-docker model FILE');
    });
  });
});
