import path from 'node:path';
import { isFolder } from './folders/inside.ts';
import { type Found, readFolder } from './folders/read-folder.ts';
import { type Known, known } from './known.ts';
import { asTyped, fileThatIsNotOnnx } from './not-onnx.ts';
import { pickleLikeness } from './other/pickle.ts';
import { readIfPickle } from './pickle/read.ts';
import { source } from './reading.ts';

/** Files that mean the folder that they lie in. */
const MEANS_ITS_FOLDER = ['MLmodel', 'config.pbtxt'];
// A folder may name a folder in it; nothing that is read goes deeper.
const DEPTH = 3;

/**
 * What a file or folder is that is no ONNX model, and what it says of its model: read without running anything of it,
 * in bounded time and memory. Undefined where nothing is recognised. A folder may hold an ONNX file. With `trust`, names
 * that are not known are told, and are no reason to refuse it.
 *
 * Throws the operating system's error where it cannot be read.
 */
export async function readOther(file: string, { trust = false, depth = 0 } = {}): Promise<Found | undefined> {
  const readInner = async (inner: string): Promise<Found | undefined> =>
    depth < DEPTH ? (onnxFile(inner) ?? readOther(inner, { trust, depth: depth + 1 })) : undefined;
  if (isFolder(file)) return readFolder(file, asTyped(file), readInner);
  if (MEANS_ITS_FOLDER.includes(path.basename(file))) {
    const folder = await readFolder(path.dirname(file), asTyped(path.dirname(file)), readInner);
    if (folder !== undefined) return folder;
  }
  const likeness = fileThatIsNotOnnx(file);
  if (likeness !== undefined && likeness.mayBePickle === undefined) return known(likeness, trust);
  return (await hiddenPickle(file, trust)) ?? (likeness && known(likeness, trust));
}

/** A pickle that does not look like one: of the first protocols, which are text, or compressed. */
async function hiddenPickle(file: string, trust: boolean): Promise<Known | undefined> {
  const reading = await readIfPickle(file);
  return reading && known({ ...pickleLikeness(asTyped(file), Buffer.alloc(0)), read: () => reading }, trust);
}

function onnxFile(file: string): Found | undefined {
  return file.toLowerCase().endsWith('.onnx') && !isFolder(file)
    ? { onnx: file, source: source('onnx') }
    : undefined;
}
