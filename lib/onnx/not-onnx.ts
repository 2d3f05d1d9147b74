/** What a file is that is no ONNX model, and how one gets from there to ONNX. */
export interface Likeness {
  /** With its article: `a PNG image`. */
  what: string;
  next: string;
}

interface Format extends Likeness {
  /** The file's first bytes, at `at` (default 0). */
  magic: string | number[];
  at?: number;
}

const EXPORT_AGAIN = 'give the .onnx file that your training or export wrote';

// Magic numbers: file(1)'s database, and each format's own specification.
const FORMATS: Format[] = [
  {
    magic: 'version https://git-lfs',
    what: 'a Git LFS pointer, not the file itself',
    next: 'fetch the file: git lfs pull',
  },
  { magic: 'ORTM', at: 4, what: 'an ORT model (.ort)', next: 'give the .onnx file that it was made from' },
  {
    magic: 'TFL3',
    at: 4,
    what: 'a TensorFlow Lite model',
    next: 'convert it: python -m tf2onnx.convert --tflite FILE --output model.onnx',
  },
  { magic: 'GGUF', what: 'a GGUF model', next: 'give an ONNX export of the model' },
  { magic: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], what: 'a NumPy array (.npy)', next: EXPORT_AGAIN },
  {
    magic: [0x89, 0x48, 0x44, 0x46],
    what: 'an HDF5 file, as Keras writes it (.h5)',
    next: 'convert it: python -m tf2onnx.convert --keras FILE --output model.onnx',
  },
  {
    magic: [0x50, 0x4b, 3, 4],
    what: 'a ZIP archive, as PyTorch (.pt) and Keras (.keras) write it',
    next: 'unpack it, or export the model to ONNX: torch.onnx.export(…), tf2onnx',
  },
  { magic: [0x1f, 0x8b], what: 'a gzip archive', next: 'unpack it: gunzip FILE' },
  { magic: 'ustar', at: 257, what: 'a tar archive', next: 'unpack it: tar xf FILE' },
  ...[2, 3, 4, 5].map((protocol) => ({
    magic: [0x80, protocol],
    what: 'a Python pickle, as joblib and scikit-learn write it',
    next: 'convert the model to ONNX: skl2onnx.to_onnx(model, X[:1])',
  })),
  { magic: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG image', next: EXPORT_AGAIN },
  { magic: [0xff, 0xd8, 0xff], what: 'a JPEG image', next: EXPORT_AGAIN },
  { magic: 'GIF8', what: 'a GIF image', next: EXPORT_AGAIN },
  { magic: '%PDF', what: 'a PDF document', next: EXPORT_AGAIN },
];

/** What `head`, the first 1024 bytes of a file of `size` bytes, look like; undefined where nothing is recognised. */
export function looksLike(head: Buffer, size: number): Likeness | undefined {
  const format = FORMATS.find(({ magic, at = 0 }) => {
    const bytes = Buffer.from(magic as string);
    return head.subarray(at, at + bytes.length).equals(bytes);
  });
  if (format) return { what: format.what, next: format.next };
  // https://github.com/huggingface/safetensors#format: the header's length, then the header, JSON.
  if (head.length > 9 && head[8] === 0x7b && head.readBigUInt64LE(0) < BigInt(size)) {
    return { what: 'a safetensors file (weights without a graph)', next: 'export the model itself to ONNX' };
  }
  return textLike(head, size);
}

function textLike(head: Buffer, size: number): Likeness | undefined {
  const text = decode(head, size > head.length);
  if (text === undefined) return undefined;
  const start = text.trimStart().toLowerCase();
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) {
    return {
      what: 'an HTML page',
      next: 'download the file itself (on GitHub: "Raw"), not the page about it',
    };
  }
  if (start.startsWith('<')) return { what: 'an XML file', next: EXPORT_AGAIN };
  if (start.startsWith('{') || start.startsWith('[')) return { what: 'a JSON file', next: EXPORT_AGAIN };
  if (start.startsWith('tree\nversion=')) {
    return { what: 'a LightGBM text model', next: 'convert it: onnxmltools.convert_lightgbm(…)' };
  }
  return { what: 'a text file', next: EXPORT_AGAIN };
}

/** The bytes as text: undefined where they are not UTF-8 or hold control characters, as text does not. */
function decode(head: Buffer, continues: boolean): string | undefined {
  try {
    // The last character may be cut where the file goes on.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: continues });
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
