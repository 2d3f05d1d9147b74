import path from 'node:path';
import { constants, unzipSync } from 'node:zlib';
import { type Beginning, EXPORT_AGAIN, type Likeness } from './likeness.ts';
import { quoted, unpack } from './lines.ts';
import { keras, torchExport, torchModule, torchScript, torchWeights } from './networks.ts';
import { firstGlobal, isPickle, pickleLikeness } from './pickle.ts';
import { skops } from './tables.ts';
import { zipMembers } from './zip.ts';

/** What a ZIP archive is, told by the names of its members. */
export function zipLikeness({ path: file, head }: Beginning): Likeness {
  const names = zipMembers(file);
  const has = (name: RegExp): boolean => names.some((member) => name.test(member));
  // PyTorch puts all members into a folder of the file's name.
  if (has(/(^|\/)data\.pkl$/)) {
    if (has(/(^|\/)code\//)) return { what: 'a TorchScript model (.pt)', next: torchScript(file) };
    return torchLikeness(file, head);
  }
  if (has(/(^|\/)archive_format$/) || has(/serialized_exported_program\.json$/))
    return { what: 'an exported PyTorch program (.pt2)', next: torchExport(file) };
  if (has(/^config\.json$/) && has(/^model\.weights\.h5$/))
    return { what: 'a Keras model (.keras)', next: keras(file) };
  if (has(/^schema\.json$/) && has(/\.npy$/))
    return { what: 'a scikit-learn model saved by skops', next: skops(file) };
  return packed(file, names);
}

/** Something that was put into a ZIP archive by hand, or nothing that is known. */
function packed(file: string, names: string[]): Likeness {
  const models = names.filter((name) => name.toLowerCase().endsWith('.onnx'));
  if (models.length > 0) {
    const then = `then give ${models.slice(0, 3).join(' or ')}`;
    return { what: 'a ZIP archive with an ONNX model in it', next: unpack([`unzip ${quoted(file)}`], then) };
  }
  const saved = names.find((name) => /(^|\/)saved_model\.pb$/.test(name));
  if (saved !== undefined) {
    const then = `then give the folder ${path.posix.dirname(saved)}: it is told how to convert it`;
    return {
      what: 'a ZIP archive with a TensorFlow SavedModel in it',
      next: unpack([`unzip ${quoted(file)}`], then),
    };
  }
  if (names.length > 0 && names.every((name) => name.endsWith('.npy')))
    return { what: 'NumPy arrays (.npz)', next: [EXPORT_AGAIN] };
  if (names.length === 0)
    return { what: 'a ZIP archive that is cut off', next: ['copy, download or save the file again'] };
  return { what: `a ZIP archive (of ${names.slice(0, 3).join(', ')})`, next: [EXPORT_AGAIN] };
}

/** What torch.save wrote, `head` being the beginning of the pickle or of the archive around it. */
export function torchLikeness(file: string, head: Buffer): Likeness {
  // A state_dict is an OrderedDict of tensors; a checkpoint is a dict, whose first object is a tensor.
  const isWeights = /^(collections\.|torch\._utils\.)/.test(firstGlobal(head) ?? '');
  return isWeights
    ? { what: 'the weights of a PyTorch model, without the model', next: torchWeights(file) }
    : { what: 'a PyTorch model (.pt, .pth)', next: torchModule(file) };
}

/** What gzip or zlib compressed: joblib compresses its pickles so, and joblib.load unpacks them by itself. */
export function compressedLikeness({ path: file, head }: Beginning): Likeness | undefined {
  const inside = decompressed(head);
  if (inside && isPickle(inside)) return pickleLikeness(file, inside);
  // A zlib stream begins with two bytes that say little: only what is in it says that it is one.
  if (head[0] !== 0x1f || head[1] !== 0x8b) return undefined;
  if (inside?.subarray(257, 262).toString() === 'ustar') {
    const commands = [`tar xzf ${quoted(file)}`];
    return { what: 'a compressed tar archive', next: unpack(commands, 'then give the .onnx file in it') };
  }
  const unpacked = file.replace(/\.gz$/i, '');
  return unpacked === file
    ? {
        what: 'a gzip archive',
        next: unpack([`gunzip < ${quoted(file)} > model.onnx`], 'then give model.onnx'),
      }
    : { what: 'a gzip archive', next: unpack([`gunzip --keep ${quoted(file)}`], `then give ${unpacked}`) };
}

/** The first bytes of what was compressed; undefined where they cannot be unpacked. */
function decompressed(head: Buffer): Buffer | undefined {
  try {
    // Deflate makes at most 1032 bytes of one: 4096 give less than this, whatever they say.
    return unzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 8 * 2 ** 20 });
  } catch {
    return undefined;
  }
}
