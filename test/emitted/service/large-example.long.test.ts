import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import type { Card, Golden } from '../../../lib/onnx/card/card.ts';
import { node24 } from '../../../scripts/node24.ts';
import { emptyFolder } from '../../cli.ts';
import { field, model, node, tensorType, value, varint } from '../../lib/onnx/onnx-writer.ts';
import { lacks } from '../../skip.ts';
import { type Started, serveModel } from './started.ts';

const FP32 = 1;
const SHAPE = [1, 3, 640, 640];
const COUNT = 3 * 640 * 640;

/** The mean of a picture's colours, as large as a detector's. */
const detector = model({
  nodes: [node('GlobalAveragePool', ['images'], ['y'])],
  inputs: [value('images', tensorType(FP32, SHAPE))],
  outputs: [value('y', tensorType(FP32, [1, 3, 1, 1]))],
});

/** The same with a dimension of each size that has its size as its name. */
const named = model({
  nodes: [node('GlobalAveragePool', ['images'], ['y'])],
  inputs: [value('images', tensorType(FP32, ['B', 3, '640', '640']))],
  outputs: [value('y', tensorType(FP32, ['B', 3, 1, 1]))],
});

/** A TensorProto of COUNT elements. */
function pictureFile(fill: number): Buffer {
  const data = Buffer.alloc(4 * COUNT);
  for (let at = 0; at < COUNT; at++) data.writeFloatLE(fill, 4 * at);
  return Buffer.concat([
    ...SHAPE.map((size) => Buffer.from([...varint(8), ...varint(size)])),
    field(2, FP32),
    field(8, 'images'),
    field(9, data),
  ]);
}

describe.skipIf(await lacks('runtime'))('an example of more than a million numbers', () => {
  const clean: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of clean.splice(0).reverse()) await step();
  });
  const folder = async (): Promise<string> => {
    const { directory, remove } = await emptyFolder();
    clean.push(remove);
    return directory;
  };
  const serve = async (
    given: Buffer | string,
    example?: string,
  ): Promise<Started & { project: string; card: Card }> => {
    // As a model that takes pictures, it would be called with one.
    const flags = { preprocess: 'none', ...(example !== undefined && { example }) };
    const service = await serveModel(given, { flags });
    clean.push(service.stop);
    const card = JSON.parse(await readFile(path.join(service.project, 'model', 'card.json'), 'utf8')) as Card;
    return { ...service, card };
  };
  /** The code blocks of the README, against the service where it is. */
  const blocks = async (
    { project, url }: Started & { project: string },
    language: string,
  ): Promise<string[]> => {
    const readme = await readFile(path.join(project, 'README.md'), 'utf8');
    const found = [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))];
    return found.map(([, code]) => code!.replaceAll('http://localhost:8000', url));
  };
  const means = (mean: number): unknown => ({
    outputs: [{ name: 'y', datatype: 'FP32', shape: [1, 3, 1, 1], data: [mean, mean, mean] }],
  });

  it.each([
    ['of fixed sizes', detector],
    ['of sizes that are their names', named],
  ])('%s lies in a file, and README’s curl and JavaScript send it', async (_which, bytes) => {
    const service = await serve(bytes);
    expect(service.card.example).toBeUndefined();
    const curl = (await blocks(service, 'sh')).find((code) => code.includes('example.bin'))!;
    const { stdout } = await execa('sh', ['-c', curl], { cwd: service.project });
    expect(JSON.parse(stdout)).toMatchObject(means(1) as object);
    const [script] = await blocks(service, 'js');
    const answer = await execa(await node24(), ['--input-type=module', '-e', script!], {
      cwd: service.project,
    });
    expect(answer.stdout).toContain("datatype: 'FP32'");
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, { post?: { description: string } }>;
    };
    expect(document.paths['/predict']!.post!.description).toContain('--data-binary @model/example.bin');
  });

  it('that somebody gives is taken as JSON, and as test_data_set_0 beside the model', async () => {
    const directory = await folder();
    const row = Array<number>(640).fill(0.25);
    const images = [Array.from({ length: 3 }, () => Array.from({ length: 640 }, () => row))];
    const outputs = { y: [[[[0.25]], [[0.25]], [[0.25]]]] };
    await writeFile(path.join(directory, 'mine.json'), JSON.stringify({ inputs: { images }, outputs }));
    await mkdir(path.join(directory, 'test_data_set_0'));
    await writeFile(path.join(directory, 'test_data_set_0', 'input_0.pb'), pictureFile(0.5));
    await writeFile(path.join(directory, 'detector.onnx'), detector);

    const mine = await serve(path.join(directory, 'detector.onnx'), path.join(directory, 'mine.json'));
    expect(mine.card).toMatchObject({
      exampleOrigin: 'mine.json',
      exampleFile: { path: 'model/example.bin' },
    });
    const curl = (await blocks(mine, 'sh')).find((code) => code.includes('example.bin'))!;
    expect(JSON.parse((await execa('sh', ['-c', curl], { cwd: mine.project })).stdout)).toMatchObject(
      means(0.25) as object,
    );
    const golden = JSON.parse(
      await readFile(path.join(mine.project, 'test', 'golden.json'), 'utf8'),
    ) as Golden;
    expect(golden.cases[0]!.answer).toEqual({ outputs });

    const beside = await serve(path.join(directory, 'detector.onnx'));
    expect(beside.card.exampleOrigin).toBe('test_data_set_0');
    const other = (await blocks(beside, 'sh')).find((code) => code.includes('example.bin'))!;
    expect(JSON.parse((await execa('sh', ['-c', other], { cwd: beside.project })).stdout)).toMatchObject(
      means(0.5) as object,
    );
  });
});
