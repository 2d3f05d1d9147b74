import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../lib/package.ts';

/** sample:iris with other coefficients: it takes and gives the same, and answers otherwise. */
export async function otherIris(): Promise<Buffer> {
  const bytes = await readFile(path.join(packageRoot, 'samples', 'iris', 'iris.onnx'));
  const name = bytes.indexOf('coefficients');
  // `repeated float floats = 7`, packed: the key, the length in bytes, and the numbers.
  const start = bytes.indexOf(0x3a, name) + 2;
  const end = start + bytes[start - 1]!;
  for (let at = start; at < end; at += 4) bytes.writeFloatLE(bytes.readFloatLE(at) / 2, at);
  return bytes;
}
