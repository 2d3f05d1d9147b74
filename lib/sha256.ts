import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

// A thread takes 20 ms to start: as long as this many bytes take here.
const SMALL = 32 * 2 ** 20;
// As text, because Node starts a thread from a file of TypeScript only since version 22.18.
const HASHER = `
  const { createHash } = require('node:crypto');
  const { openSync, readSync } = require('node:fs');
  const { parentPort, workerData } = require('node:worker_threads');
  const hash = createHash('sha256');
  const piece = Buffer.alloc(2 ** 20);
  const file = openSync(workerData, 'r');
  for (let length; (length = readSync(file, piece)) > 0;) hash.update(piece.subarray(0, length));
  parentPort.postMessage(hash.digest('hex'));
`;

/** sha256 of text or bytes, as hexadecimal digits. */
export function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * sha256 of a file, as hexadecimal digits. A large one is hashed by another thread, 1.5 GB in a second, while this one
 * goes on; the memory that it takes does not grow with the file.
 */
export async function sha256OfFile(file: string): Promise<string> {
  if ((await stat(file)).size > SMALL) return hashedElsewhere(file);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
  return hash.digest('hex');
}

async function hashedElsewhere(file: string): Promise<string> {
  const { Worker } = await import('node:worker_threads');
  return new Promise((resolve, reject) => {
    const worker = new Worker(HASHER, { eval: true, workerData: file });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
