import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import path from 'node:path';
import { packageRoot } from '../../../../lib/package.ts';

/** Writes a table of students that is at least so many bytes long. @returns how many rows it has */
export async function writeStudents(file: string, bytes: number): Promise<number> {
  const sample = path.join(packageRoot, 'samples', 'students', 'students.csv');
  const [header, ...rows] = (await readFile(sample, 'utf8')).trimEnd().split('\n');
  const block = Buffer.from(
    rows
      .map((row) => `${row}\n`)
      .join('')
      .repeat(100),
  );
  const handle = await open(file, 'w');
  await handle.write(`${header}\n`);
  let count = 0;
  for (let written = 0; written < bytes; written += block.length) {
    await handle.write(block);
    count += rows.length * 100;
  }
  await handle.close();
  return count;
}

/** What came back of a table. */
export interface Answer {
  /** Lines that are whole. */
  lines: number;
  last: string;
  /** Whether it ended as a whole answer ends. */
  isWhole: boolean;
}

/** Sends a file and reads the answer meanwhile, as `curl -X POST -T` does. */
export async function begin(url: string, file: string): Promise<IncomingMessage> {
  const options = { method: 'POST', headers: { 'Content-Type': 'text/csv' } };
  const sent = request(`${url}/predict`, options).on('error', () => {}); // The answer tells.
  createReadStream(file).pipe(sent);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response.on('error', () => {});
}

/** @param each is called with every piece. */
export async function readAll(response: IncomingMessage, each = () => {}): Promise<Answer> {
  let lines = 0;
  let rest = '';
  let last = '';
  response.setEncoding('utf8').on('data', (piece: string) => {
    each();
    const parts = (rest + piece).split('\n');
    rest = parts.pop()!;
    lines += parts.length;
    last = parts.at(-1) ?? last;
  });
  await new Promise((resolve) => response.on('close', resolve));
  return { lines, last, isWhole: response.complete };
}
