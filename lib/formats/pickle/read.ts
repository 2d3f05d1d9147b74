import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Problem } from '../../onnx/judge/problem.ts';
import type { Reading } from '../source.ts';
import { ByteReader } from './byte-reader.ts';
import type { Context } from './calls.ts';
import { fileChunks } from './chunks.ts';
import { type Compression, compressionOf, expanded } from './compression/compression.ts';
import { describe } from './describe.ts';
import { callProblems, faultProblem, judged } from './judge.ts';
import { Keeper } from './keeper.ts';
import { MOST_IN_A_ROW } from './limits.ts';
import { interpret } from './machine.ts';
import { Names } from './names.ts';
import type { Value } from './value.ts';

/**
 * What a pickle or joblib file says of the model in it. Nothing of it is run: its opcodes are interpreted, and what
 * they would call is only noted. Arrays are stepped over, so that a file of gigabytes takes no longer than its objects.
 *
 * Throws the operating system's error where the file cannot be read.
 */
export async function readPickle(file: string): Promise<Reading> {
  const { head, bytes } = beginningOf(file);
  const compression = compressionOf(head);
  const reader = new ByteReader(compression ? expanded(file, compression, bytes) : fileChunks(file));
  try {
    return await readingOf(reader, (names) => formatOf(file, compression, names));
  } finally {
    reader.close();
  }
}

/** Several pickles in a row: which of them is the model, and how many there are at most. */
export interface Row {
  model: number;
  most: number;
}

/** As `readPickle`, of bytes from wherever: `format` is told what the file names. */
export async function readingOf(
  reader: ByteReader,
  format: (names: Names) => string,
  row: Row = { model: 0, most: MOST_IN_A_ROW },
): Promise<Reading> {
  const context: Context = { names: new Names(), keeper: new Keeper(), isJoblib: true, opcodes: 0, depth: 0 };
  const { root, fault } = await pickles(reader, context, row);
  const calls = judged(context.names);
  const described = root === undefined ? undefined : describe(root);
  const refusals = [...callProblems(calls.unknownCalls), ...(fault ? [fault] : [])];
  const { convertible = null, problems = [], ...model } = described ?? {};
  return {
    source: {
      format: format(context.names),
      framework: null,
      frameworkVersion: null,
      model: null,
      columns: [],
      classes: null,
      ...model,
      ...calls,
    },
    convertible: refusals.length > 0 ? false : convertible,
    problems: [...refusals, ...problems],
  };
}

/**
 * The first pickle, and why reading ended early. Those behind it are looked at as well, as long as they are pickles:
 * who opens the file twice runs them. What is no pickle behind the first one harms nobody.
 */
async function pickles(
  reader: ByteReader,
  context: Context,
  { model, most }: Row,
): Promise<{ root?: Value; fault?: Problem }> {
  let root: Value | undefined;
  for (let number = 0; number < most; number++) {
    try {
      if (number > model && !(await reader.tryNeed(1))) break;
      const value = await interpret(reader, context);
      if (number === model) root = value;
    } catch (error) {
      const fault = faultProblem(error);
      if (root === undefined) return { fault };
      break;
    }
  }
  return root === undefined ? {} : { root };
}

function formatOf(file: string, compression: Compression | undefined, names: Names): string {
  const isJoblib =
    names.names.some(({ module }) => module === 'joblib.numpy_pickle') ||
    /\.joblib(\.|$)/i.test(file) ||
    (compression !== undefined && compression !== 'gzip');
  return isJoblib ? 'joblib' : 'pickle';
}

const HEAD = 4096;

function beginningOf(file: string): { head: Buffer; bytes: number } {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(HEAD);
    const head = buffer.subarray(0, readSync(descriptor, buffer, 0, HEAD, 0));
    return { head, bytes: fstatSync(descriptor).size };
  } finally {
    closeSync(descriptor);
  }
}
