import path from 'node:path';
import { constants, unzipSync } from 'node:zlib';
import { FileBytes, withFile } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import { ZipArchive } from '../bytes/zip.ts';
import { readKeras } from '../keras/keras.ts';
import { readSkops } from '../pickle/skops.ts';
import type { Reading } from '../source.ts';
import { readTorchExport } from '../torch/export.ts';
import { readTorch } from '../torch/pickle.ts';
import { readTorchScript } from '../torch/script.ts';
import { type Beginning, EXPORT_AGAIN, type Likeness, MADE_FROM } from './likeness.ts';
import { type Conversion, quoted, unpack } from './lines.ts';
import { keras, torchExport, torchModule, torchScript, torchWeights } from './networks.ts';
import { firstGlobal, isPickle, pickleLikeness } from './pickle.ts';
import { skops } from './tables.ts';

/** What a ZIP archive is, told by the names of its members. */
export function zipLikeness({ path: file, head }: Beginning): Likeness {
  const names = zipMembers(file);
  if (!Array.isArray(names))
    return { what: `a ZIP archive that is not read: ${names.message}`, next: [EXPORT_AGAIN] };
  const has = (name: RegExp): boolean => names.some((member) => name.test(member));
  const as = (
    what: string,
    format: string,
    convert: Conversion,
    read: (archive: ZipArchive) => Reading | Promise<Reading>,
  ): Likeness => ({
    what,
    format,
    next: (source) => convert(file, source),
    read: () => inArchive(file, read),
  });
  // PyTorch puts all members into a folder of the file's name.
  if (has(/(^|\/)data\.pkl$/i)) {
    if (has(/(^|\/)code\//))
      return as('a TorchScript model (.pt)', 'torchscript', torchScript, readTorchScript);
    return torchLikeness(file, head, () => inArchive(file, readTorch));
  }
  if (has(/(^|\/)archive_format$/) || has(/serialized_exported_program\.json$/))
    return as('an exported PyTorch program (.pt2)', 'torch-export', torchExport, readTorchExport);
  if (has(/^config\.json$/) && has(/^(model\.weights\.h5|metadata\.json)$/))
    return as('a Keras model (.keras)', 'keras', keras, readKeras);
  if (has(/^schema\.json$/)) return as('a scikit-learn model saved by skops', 'skops', skops, readSkops);
  return packed(file, names);
}

/** Opens an archive for as long as `read` takes. */
function inArchive(
  file: string,
  read: (archive: ZipArchive) => Reading | Promise<Reading>,
): Promise<Reading> {
  return withFile(file, (bytes) => read(new ZipArchive(bytes)));
}

/** The names of an archive's members; why not, where its list is damaged. A list that is cut off has none. */
function zipMembers(file: string): string[] | FormatError {
  const bytes = new FileBytes(file);
  try {
    return new ZipArchive(bytes).members.map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return error.fault === 'truncated' ? [] : error;
  } finally {
    bytes.close();
  }
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
  if (names.some((name) => /(^|\/)model\.ini$/.test(name)))
    return { what: 'an H2O model (MOJO)', next: [MADE_FROM], format: 'h2o-mojo' };
  if (names.some((name) => /(^|\/)MLmodel$/.test(name)))
    return {
      what: 'a ZIP archive with an MLflow model in it',
      next: unpack([`unzip ${quoted(file)}`], 'then give the folder in it'),
    };
  if (names.some((name) => name.startsWith('TransformerChain/')))
    return { what: 'an ML.NET model (.zip)', next: [MADE_FROM] };
  if (names.some((name) => name === 'META-INF/MANIFEST.MF'))
    return { what: 'a Java archive (.jar)', next: [MADE_FROM] };
  if (names.length === 0)
    return { what: 'a ZIP archive that is cut off', next: ['copy, download or save the file again'] };
  return { what: `a ZIP archive (of ${names.slice(0, 3).join(', ')})`, next: [EXPORT_AGAIN] };
}

/** What torch.save wrote, `head` being the beginning of the pickle or of the archive around it. */
export function torchLikeness(file: string, head: Buffer, read: () => Promise<Reading>): Likeness {
  // A state_dict is an OrderedDict of tensors; a checkpoint is a dict, whose first object is a tensor.
  const isWeights = /^(collections\.|torch\._utils\.)/.test(firstGlobal(head) ?? '');
  return isWeights
    ? {
        what: 'the weights of a PyTorch model, without the model',
        next: torchWeights(file),
        format: 'torch',
        read,
      }
    : { what: 'a PyTorch model (.pt, .pth)', next: () => torchModule(file), format: 'torch', read };
}

// R's serialization, alone (.rds) or as a workspace: https://cran.r-project.org/doc/manuals/r-release/R-ints.html.
const R_OBJECT = /^(X\n\0\0|A\n\d|RD[XAB]\d\n)/;

/** What gzip or zlib compressed: joblib compresses its pickles so, and joblib.load unpacks them by itself. */
export function compressedLikeness({ path: file, head }: Beginning): Likeness | undefined {
  const inside = decompressed(head);
  if (inside && isPickle(inside)) return pickleLikeness(file, inside);
  // A zlib stream begins with two bytes that say little: only what is in it says that it is one.
  if (head[0] !== 0x1f || head[1] !== 0x8b) return undefined;
  const likeness = inside && R_OBJECT.test(inside.toString('latin1', 0, 16));
  if (likeness) return { what: 'an R object (.rds, .RData)', next: [MADE_FROM], format: 'rds' };
  if (inside?.subarray(257, 262).toString() === 'ustar') {
    const commands = [`tar xzf ${quoted(file)}`];
    return { what: 'a compressed tar archive', next: unpack(commands, 'then give the .onnx file in it') };
  }
  const unpacked = file.replace(/\.gz$/i, '');
  return unpacked === file
    ? {
        what: 'a gzip archive',
        mayBePickle: true,
        next: unpack([`gunzip < ${quoted(file)} > model.onnx`], 'then give model.onnx'),
      }
    : {
        what: 'a gzip archive',
        mayBePickle: true,
        next: unpack([`gunzip --keep ${quoted(file)}`], `then give ${unpacked}`),
      };
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
