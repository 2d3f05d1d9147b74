import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../lib/package.ts';

/** sample:iris with other coefficients: it takes and gives the same, and answers otherwise. */
export async function otherIris(): Promise<Buffer> {
  const bytes = await readFile(path.join(packageRoot, 'samples', 'iris', 'iris.onnx'));
  const name = 'coefficients';
  // `repeated float floats = 7`: the key of a float, and its four bytes.
  for (let at = bytes.indexOf(name) + name.length; bytes[at] === 0x3d; at += 5)
    bytes.writeFloatLE(bytes.readFloatLE(at + 1) / 2, at + 1);
  return bytes;
}
