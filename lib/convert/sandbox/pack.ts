import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { create } from 'tar';

/** What is asked of the program in the sandbox, as request.json. */
export interface Request {
  /** The name of the model's file or folder. */
  file: string;
  /** What the reader knows: 'pickle', 'skops', 'xgboost', … */
  format: string;
  framework: string | null;
  /** Which part of a dict or tuple is the model. */
  entry: string | null;
  /** Of a folder: the file or folder in it that is opened, with slashes; null for the whole. */
  inside: string | null;
  /** The shapes of inputs that the file does not hold: `x=N,6; mask=bool N,6`. */
  shapes: string | null;
  /** The name of the rows' file. */
  data: string | null;
  /** The most rows that are answered. */
  rows: number;
}

/** Where they lie on this machine, absolute. */
export interface Given {
  model: string;
  data?: string | undefined;
}

/**
 * The tar that goes to the sandbox: `request.json`, the model below `model/`, and the rows. Links are passed on as links:
 * nothing of this machine but what was given is read.
 * @returns the stream, and what removes what it is made of
 */
export async function packed(
  request: Request,
  { model, data }: Given,
): Promise<{ stream: Readable; close: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-request-'));
  const file = path.join(folder, 'request.json');
  await writeFile(file, JSON.stringify(request));
  const places: [from: string, to: string][] = [
    [file, 'request.json'],
    [model, `model/${request.file}`],
    ...(data !== undefined ? [[data, request.data!] as [string, string]] : []),
  ];
  const named = places.map(([from, to]) => [from.split(path.sep).join('/'), to] as const);
  const stream = create(
    {
      preservePaths: true,
      portable: true,
      onWriteEntry: (entry) => {
        const found = named.find(([from]) => entry.path === from || entry.path.startsWith(`${from}/`));
        if (found !== undefined) entry.path = found[1] + entry.path.slice(found[0].length);
      },
    },
    named.map(([from]) => from),
  ) as unknown as Readable;
  return { stream, close: () => rm(folder, { recursive: true, force: true }) };
}
