import { withFile } from '../bytes/byte-source.ts';
import { readCbm } from '../catboost/cbm.ts';
import { readKerasHdf5 } from '../keras/keras.ts';
import type { Reading } from '../source.ts';
import { readTflite } from '../tensorflow/tflite.ts';
import { type Beginning, EXPORT_AGAIN, type Likeness, MADE_FROM } from './likeness.ts';
import { quoted, unpack } from './lines.ts';
import { preFiltersOf } from '../pickle/compression/xz.ts';
import { keras, kerasWeights, tensorflowLite } from './networks.ts';
import { catboost } from './tables.ts';

interface Format {
  /** The file's first bytes, at `at` (default 0). */
  magic: string | number[];
  at?: number;
  likeness: (path: string, head: Buffer) => Likeness;
}

function fixed(what: string, ...next: string[]): Format['likeness'] {
  return () => ({ what, next });
}

/** joblib.load unpacks these by itself: only what is in them says whether they are pickles. */
function compressed(what: string, command: string): Format['likeness'] {
  return (path) => ({
    what: `${what} archive`,
    // These programs refuse names without their own ending, and joblib's files have none.
    next: unpack([`${command} < ${quoted(path)} > unpacked`], 'then give the file unpacked'),
    mayBePickle: true,
  });
}

function xz(path: string, head: Buffer): Likeness {
  const filters = preFiltersOf(head);
  const inner = compressed('an xz', 'unxz')(path, head);
  return filters.length === 0
    ? inner
    : { ...inner, what: `${inner.what} with a filter (${filters.join(', ')}), which is not looked into` };
}

// Magic numbers: file(1)'s database, and each format's own specification.
const FORMATS: Format[] = [
  {
    magic: 'version https://git-lfs',
    likeness: fixed(
      'a Git LFS pointer, not the file itself',
      'fetch the file, in its repository:',
      '  git lfs pull',
    ),
  },
  {
    magic: 'ORTM',
    at: 4,
    likeness: fixed('an ORT model (.ort)', 'give the .onnx file that it was made from'),
  },
  {
    magic: 'TFL3',
    at: 4,
    likeness: (path) => ({
      what: 'a TensorFlow Lite model (.tflite)',
      next: tensorflowLite(path),
      format: 'tflite',
      read: () => withFile(path, readTflite),
    }),
  },
  {
    magic: 'GGUF',
    likeness: fixed(
      'a GGUF model, as llama.cpp runs it',
      'there is no way back from it: export the model that it was made from:',
      '  pip install "optimum-onnx[onnxruntime]"',
      '  optimum-cli export onnx --model FOLDER exported',
    ),
  },
  { magic: [0x89, 0x48, 0x44, 0x46], likeness: hdf5 },
  {
    magic: 'CBM1',
    likeness: (path) => ({
      what: 'a CatBoost model (.cbm)',
      next: (source) => catboost(path, source),
      format: 'catboost-cbm',
      read: () => withFile(path, readCbm),
    }),
  },
  {
    magic: 'ZF0x',
    likeness: () => ({
      what: 'an array or a model that joblib before 0.10 compressed',
      next: ['open it where it was made, save it again by joblib 0.10 or later, and give that one file'],
      mayBePickle: true,
    }),
  },
  { magic: 'BZh', likeness: compressed('a bzip2', 'bunzip2') },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], likeness: xz },
  { magic: [0x5d, 0, 0], likeness: compressed('an lzma', 'unlzma') },
  {
    magic: 'ustar',
    at: 257,
    likeness: (path) => ({
      what: 'a tar archive',
      next: unpack([`tar xf ${quoted(path)}`], 'then give the .onnx file in it'),
    }),
  },
  { magic: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], likeness: fixed('a NumPy array (.npy)', EXPORT_AGAIN) },
  { magic: 'RDX', likeness: fixed('an R workspace (.RData)', MADE_FROM) },
  { magic: 'X\n\0\0\0', likeness: fixed('an R object (.rds)', MADE_FROM) },
  { magic: [0xac, 0xed, 0, 5], likeness: fixed('a Java object, as Weka saves a model', MADE_FROM) },
  { magic: [0xba, 0x16, 0x4f, 0x2f], likeness: fixed('a fastText model (.bin)', MADE_FROM) },
  { magic: 'ptrt', likeness: fixed('a TensorRT engine, compiled for one kind of GPU', MADE_FROM) },
  { magic: 'ftrt', likeness: fixed('a TensorRT engine, compiled for one kind of GPU', MADE_FROM) },
  { magic: 'ET1', at: 4, likeness: fixed('an ExecuTorch program (.pte)', MADE_FROM) },
  { magic: 'MATLAB 5.0', likeness: fixed('a MATLAB file (.mat)', MADE_FROM) },
  { magic: 'SQLite format 3', likeness: fixed('an SQLite database: data, not a model', EXPORT_AGAIN) },
  { magic: 'ARROW1', likeness: fixed('an Arrow table: data, not a model', EXPORT_AGAIN) },
  { magic: 'FEA1', likeness: fixed('a Feather table: data, not a model', EXPORT_AGAIN) },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], likeness: compressed('a zstd', 'unzstd') },
  {
    magic: [0x37, 0x7a, 0xbc, 0xaf],
    likeness: fixed('a 7z archive', 'unpack it, then give the model in it'),
  },
  { magic: 'Rar!', likeness: fixed('a RAR archive', 'unpack it, then give the model in it') },
  { magic: [0x7f, 0x45, 0x4c, 0x46], likeness: fixed('a compiled program (ELF)', EXPORT_AGAIN) },
  { magic: 'PAR1', likeness: fixed('a Parquet table: data, not a model', EXPORT_AGAIN) },
  { magic: [0x89, 0x50, 0x4e, 0x47], likeness: fixed('a PNG image', EXPORT_AGAIN) },
  { magic: [0xff, 0xd8, 0xff], likeness: fixed('a JPEG image', EXPORT_AGAIN) },
  { magic: 'GIF8', likeness: fixed('a GIF image', EXPORT_AGAIN) },
  { magic: '%PDF', likeness: fixed('a PDF document', EXPORT_AGAIN) },
];

/** What a file is, told by its magic number; undefined where it has none of those known here. */
export function magicLikeness({ path, head }: Beginning): Likeness | undefined {
  const format = FORMATS.find(({ magic, at = 0 }) => {
    const bytes = Buffer.from(magic as string);
    return head.subarray(at, at + bytes.length).equals(bytes);
  });
  return format?.likeness(path, head);
}

/** Nothing near the file's beginning tells a whole model from weights: Keras does, by the name that it demands. */
function hdf5(path: string): Likeness {
  const read = (): Promise<Reading> => withFile(path, (bytes) => readKerasHdf5(bytes, path));
  return path.endsWith('.weights.h5')
    ? {
        what: 'the weights of a Keras model, without the model (.weights.h5)',
        next: kerasWeights(path),
        format: 'keras-h5',
        read,
      }
    : {
        what: 'an HDF5 file, as Keras writes it (.h5)',
        next: (source) => keras(path, source),
        format: 'keras-h5',
        read,
      };
}
