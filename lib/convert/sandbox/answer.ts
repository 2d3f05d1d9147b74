import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { parseJson } from '../../json.ts';
import { printable } from '../../io/text.ts';
import type { SourceColumn } from '../../formats/source.ts';

/** One way of converting that came to an ONNX file. The files lie in the folder of the answer. */
export interface Candidate {
  file: string;
  /** In words: 'one input a column, float64 with casts'. */
  way: string;
  /** The rows as this candidate takes them: `{"inputs": {NAME: values}}`. */
  rows: string;
  /** What the original answered to them: `{"outputs": {NAME: values}, "margins": […] | null}`. */
  original: string;
}

/** What the sandbox says, as answer.json has it. */
export interface Answer {
  status: 'converted' | 'refused' | 'failed';
  message: string | null;
  hint: string | null;
  framework: string | null;
  frameworkVersion: string | null;
  model: string | null;
  columns: SourceColumn[];
  /** Columns of the data that the model does not take. */
  ignoredColumns: string[];
  /** What a dict or tuple holds, where it is not plain which part is the model. */
  entries: string[];
  /** The inputs whose shapes have to be said. */
  inputs: string[];
  candidates: Candidate[];
  notes: string[];
}

/** Where a row comes from: the user's data, made from what the model knows, or made at a threshold of a tree. */
export type Kind = 'data' | 'made' | 'threshold';

const FILE = /^(?:candidates|rows|original|kinds)(?:\/\d+)?\.(?:onnx|json)$/;

/** Whether a name is one that the sandbox may write: what else it sends is dropped. */
export function isExpected(name: string): boolean {
  return name === 'answer.json' || FILE.test(name);
}

/**
 * What the sandbox has answered. Whatever ran in there may have written it: every member is looked at.
 * @param folder  where its files were put
 * @throws UserError  convert-failed (exit 1) where it is not an answer
 */
export async function readAnswer(folder: string): Promise<Answer> {
  const text = await readFile(path.join(folder, 'answer.json'), 'utf8').catch(() => '');
  const said = objectIn(text);
  const status = said['status'];
  if (status !== 'converted' && status !== 'refused' && status !== 'failed') throw noAnswer();
  const candidates = list(said['candidates'])
    .filter(isObject)
    .flatMap(({ file, way, rows, original }) => {
      const files = [file, rows, original].map(String);
      return files.every((name) => FILE.test(name))
        ? [{ file: files[0]!, way: textOf(way) ?? '', rows: files[1]!, original: files[2]! }]
        : [];
    });
  return {
    status,
    message: textOf(said['message']),
    hint: textOf(said['hint']),
    framework: textOf(said['framework']),
    frameworkVersion: textOf(said['frameworkVersion']),
    model: textOf(said['model']),
    columns: list(said['columns'])
      .filter(isObject)
      .flatMap(({ name, type }) => {
        const known = (['number', 'integer', 'text', 'boolean'] as const).find((each) => each === type);
        return typeof name === 'string' ? [{ name, type: known ?? null }] : [];
      }),
    ignoredColumns: list(said['ignoredColumns']).filter((one) => typeof one === 'string'),
    entries: list(said['entries']).map(String),
    inputs: list(said['inputs']).map((one) => printable(String(one))),
    candidates,
    notes: list(said['notes']).map((one) => printable(String(one))),
  };
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? printable(value) : null;
}

function noAnswer(): UserError {
  return new UserError({
    code: 'convert-failed',
    what: 'The sandbox ended without an answer',
    next: 'run the same command again; if it fails again, convert the model yourself: docs/convert.md',
    exitCode: 1,
  });
}
