import { createReadStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { compactJson, parseJson } from '../../json.ts';
import { linesOf } from '../../container/engine/cli.ts';
import type { Limits } from '../../container/run/contained.ts';
import type { Card } from '../../onnx/card/card.ts';
import type { Run } from '../sandbox/run.ts';
import type { Outputs } from './differences.ts';

/** A model and the rows that it is asked, as columns: `{NAME: values over the rows}`. */
export interface Asked {
  /** The file, absolute. */
  model: string;
  card: Card;
  inputs: Record<string, unknown[]>;
  rows: number;
}

/** Answers to all rows, or why there are none. */
export type Answers = { outputs: Outputs; refusal?: undefined } | { outputs?: undefined; refusal: string };

/** What the service itself is asked at a time. */
const ROWS_AT_A_TIME = 500;

const LIMITS: Limits = { memory: '4g', processes: 512, seconds: 600, outputBytes: 2 ** 30 };

/**
 * Asks the service for its answers: the same program, Node and ONNX Runtime that the project has.
 * @param run  starts it: in a container without a network
 */
export async function askService(run: Run, asked: Asked): Promise<Answers> {
  const requests = inParts(asked);
  const card = { ...asked.card, outputs: asked.card.outputs.map(asTensor) };
  async function* sent(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${compactJson({ card, requests })}\n`);
    for await (const chunk of createReadStream(asked.model)) yield chunk as Buffer;
  }
  const chunks: Buffer[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const { exitCode, limit, stderr } = await run({ limits: LIMITS, input: Readable.from(sent()), output });
  if (limit !== undefined) return { refusal: `it takes more ${limit} than the proof has` };
  const replies = linesOf(Buffer.concat(chunks).toString()).map((line) => parseJson(line) as Reply);
  const refusal = replies.find((reply) => reply.refusal !== undefined)?.refusal;
  if (refusal !== undefined) return { refusal };
  if (exitCode !== 0 || replies.length < requests.length)
    return { refusal: linesOf(stderr).at(-1) ?? `the service ended with ${exitCode}` };
  return { outputs: joined(replies.map(({ answer }) => answer!.outputs)) };
}

interface Reply {
  answer?: { outputs: Record<string, unknown[]> };
  refusal?: string;
}

/** Of a ZipMap as well, the plain table is compared. */
function asTensor(output: Card['outputs'][number]): Card['outputs'][number] {
  const { zipmap, ...tensor } = output;
  return zipmap === true ? tensor : output;
}

/**
 * The first row alone, as one that has to be answered like a row among others; then as many as are asked at a time, of
 * one shape. A model whose first dimension is fixed gets so many.
 */
export function inParts({ card, inputs, rows }: Pick<Asked, 'card' | 'inputs' | 'rows'>): Part[] {
  const fixed = card.inputs.map(({ shape }) => shape?.[0]).find((size) => typeof size === 'number');
  const values = Object.values(inputs);
  const shapeOf = (row: number): string => values.map((all) => sizesOf(all[row]).join()).join(';');
  const parts: { from: number; to: number; shape: string }[] = [];
  for (let row = 0; row < rows; row++) {
    const last = parts.at(-1);
    const shape = shapeOf(row);
    const most = fixed ?? (parts.length === 1 ? 1 : ROWS_AT_A_TIME);
    if (last !== undefined && last.shape === shape && row - last.from < most) last.to = row + 1;
    else parts.push({ from: row, to: row + 1, shape });
  }
  return parts.map(({ from, to }) => ({
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, all]) => [name, all.slice(from, to)])),
  }));
}

type Part = { inputs: Record<string, unknown[]> };

/** The dimensions of a nested list. */
function sizesOf(value: unknown): number[] {
  return Array.isArray(value) ? [value.length, ...sizesOf(value[0])] : [];
}

function joined(parts: Outputs[]): Outputs {
  const names = Object.keys(parts[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, parts.flatMap((part) => part[name] ?? [])]));
}
