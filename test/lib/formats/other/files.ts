import { deflateSync, gzipSync } from 'node:zlib';
import { field } from '../../onnx/onnx-writer.ts';

/**
 * Files of other formats, made by hand after what the libraries write: name → content. The long test of
 * docs/convert.md has real ones of scikit-learn, joblib, XGBoost and LightGBM.
 */

/** A ZIP archive of empty members, the first with `content`; `zip64` as for archives beyond 4 GB. */
export function zip(names: string[], { content = '', zip64 = false } = {}): Buffer {
  return zipOf(
    names.map((name, i) => [name, Buffer.from(i === 0 ? content : '', 'latin1')]),
    { zip64 },
  );
}

/** A ZIP archive of members with their content, none of them packed. */
export function zipOf(members: [name: string, content: Buffer][], { zip64 = false } = {}): Buffer {
  let offset = 0;
  const entries = members.map(([name, data]) => {
    const sizes = [...uint32(0), ...uint32(data.length), ...uint32(data.length), ...uint16(name.length)];
    const local = [0x50, 0x4b, 3, 4, ...new Array<number>(10).fill(0), ...sizes, ...uint16(0)];
    const central = [0x50, 0x4b, 1, 2, ...new Array<number>(12).fill(0), ...sizes];
    const at = offset;
    offset += local.length + name.length + data.length;
    return {
      local: Buffer.concat([Buffer.from(local), Buffer.from(name), data]),
      central: Buffer.concat([
        Buffer.from([...central, ...new Array<number>(12).fill(0), ...uint32(at)]),
        Buffer.from(name),
      ]),
    };
  });
  const body = Buffer.concat(entries.map(({ local }) => local));
  const list = Buffer.concat(entries.map(({ central }) => central));
  const end64 = [
    ...[0x50, 0x4b, 6, 6, ...new Array<number>(36).fill(0)],
    ...[...uint64(list.length), ...uint64(body.length)],
    ...[0x50, 0x4b, 6, 7, ...uint32(0), ...uint64(body.length + list.length), ...uint32(1)],
  ];
  const place = zip64 ? [0xff, 0xff, 0xff, 0xff] : uint32(body.length);
  const end = [0x50, 0x4b, 5, 6, ...new Array<number>(8).fill(0), ...uint32(list.length), ...place, 0, 0];
  return Buffer.concat([body, list, Buffer.from([...(zip64 ? end64 : []), ...end])]);
}

function uint16(value: number): number[] {
  return [value & 255, value >> 8];
}

function uint32(value: number): number[] {
  return [...uint16(value & 0xffff), ...uint16(value >>> 16)];
}

function uint64(value: number): number[] {
  return [...uint32(value), ...uint32(0)];
}

/** A pickle of one object of a class, without any state, as protocols 2 and 4 write it. */
export function pickle(module: string, name: string, protocol: 2 | 4 = 4): Buffer {
  if (protocol === 2) return Buffer.from(`\x80\x02c${module}\n${name}\nq\x00)\x81q\x01.`, 'latin1');
  const text = (value: string): string => `\x8c${String.fromCharCode(value.length)}${value}\x94`;
  return Buffer.from(
    `\x80\x04\x95\x20\0\0\0\0\0\0\0${text(module)}${text(name)}\x93\x94)\x81\x94.`,
    'latin1',
  );
}

// A magic number, the version of the protocol, facts of the system: each a pickle.
const OLD_TORCH = Buffer.from('80028a0a6cfc9c46f9206aa850192e80024de9032e80027d2e', 'hex');
// Behind the model: the names of its tensors.
const NO_KEYS = Buffer.from('80025d2e', 'hex');
const TORCH_MODULE = '\x80\x02ctorch.nn.modules.container\nSequential\nq\x00)\x81.';
const STATE_DICT = '\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01.';
const SKLEARN = pickle('sklearn.pipeline', 'Pipeline');
const GRAPH_DEF = Buffer.concat([
  field(1, [field(1, 'x'), field(2, 'Placeholder'), field(5, 'attributes')]),
  field(4, [field(1, 27)]),
]);
const META_GRAPH = [field(1, [field(4, 'serve'), field(5, '2.21.0')]), field(2, [GRAPH_DEF])];
const OLD_XGBOOST = `binf\0\0\0?\x04${'\0'.repeat(120)}\x0f\0\0\0\0\0\0\0binary:logistic\x06\0\0\0\0\0\0\0gbtree`;

type Content = string | Buffer;

/** A file's name and content, what it is said to be, and a part of what is shown to do. */
export const FILES: [name: string, content: Content, what: string, next: string][] = [
  ['a.pkl', SKLEARN, 'a pickled scikit-learn model', 'model = joblib.load("a.pkl")'],
  ['b.pkl', pickle('sklearn.svm._classes', 'SVC', 2), 'a pickled scikit-learn model', 'to_onnx(model'],
  [
    'c.pkl',
    'ccopy_reg\n_reconstructor\np0\n(csklearn.svm.classes\nSVC\np1\nc__builtin__\nobject\np2\nNtp3\nRp4\n.',
    'a pickled scikit-learn model',
    'skl2onnx',
  ],
  ['d.pkl', pickle('__main__', 'Model'), 'a Python pickle, as joblib and', 'replace it by'],
  ['a.joblib', deflateSync(SKLEARN), 'a pickled scikit-learn model', 'joblib.load("a.joblib")'],
  ['b.joblib', gzipSync(SKLEARN), 'a pickled scikit-learn model', 'joblib.load("b.joblib")'],
  ['c.tar.bz2', 'BZh91AY&SY', 'a bzip2 archive', 'bunzip2 < "c.tar.bz2" > unpacked'],
  [
    'delta.joblib',
    Buffer.from(
      '/Td6WFoAAATm1rRGAgEDAQchARbAGBNzAQANgARjb3MKc3nzcAL+lyQAAABbCvPp0l+gtgABJg4IG+AEH7bzfQEAAAAABFla',
      'base64',
    ),
    'an xz archive with a filter (delta)',
    'unxz < "delta.joblib" > unpacked',
  ],
  [
    'x86.joblib',
    Buffer.from(
      '/Td6WFoAAATm1rRGAgEEACEBFgANhjUfAQANgARjb3MKc3lzdGVtCi4AAABbCvPp0l+gtgABJg4IG+AEH7bzfQEAAAAABFla',
      'base64',
    ),
    'an xz archive with a filter (x86)',
    'then give the file unpacked',
  ],
  [
    'model.pkl_01.npy.z',
    Buffer.concat([Buffer.from(`ZF${'0x6'.padEnd(19)}`), deflateSync(Buffer.from('\x93NUMPY', 'latin1'))]),
    'an array or a model that joblib before 0.10 compressed',
    'save it again',
  ],
  ['xgb.pkl', pickle('xgboost.sklearn', 'XGBClassifier'), 'a pickled XGBoost model', 'model.get_booster()'],
  ['lgb.pkl', pickle('lightgbm.basic', 'Booster'), 'a pickled LightGBM model', 'convert_lightgbm(model'],
  [
    'torch.pkl',
    pickle('torch.nn.modules.linear', 'Linear'),
    'a pickled PyTorch',
    'pickle.load(open("torch.pkl"',
  ],
  [
    'data.pkl',
    pickle('pandas.core.frame', 'DataFrame'),
    'a pickle of NumPy or pandas: data',
    'save the fitted estimator',
  ],
  [
    'm.skops',
    zip(['1.npy', 'schema.json']),
    'a scikit-learn model saved by skops',
    'skops.io.load("m.skops"',
  ],
  [
    'a.pt',
    zip(['a/data.pkl', 'a/version'], { content: TORCH_MODULE }),
    'a PyTorch model',
    'weights_only=False',
  ],
  ['b.pth', zip(['archive/data.pkl'], { content: STATE_DICT }), 'the weights of a PyTorch', 'YourModel()'],
  [
    'c.pt',
    zip(['c/data.pkl'], { zip64: true, content: TORCH_MODULE }),
    'a PyTorch model',
    'torch.load("c.pt"',
  ],
  [
    'old.pt',
    Buffer.concat([OLD_TORCH, pickle('collections', 'OrderedDict', 2), NO_KEYS]),
    'the weights of a PyTorch',
    'load_state',
  ],
  [
    'old.pth',
    Buffer.concat([OLD_TORCH, pickle('torch.nn.modules.linear', 'Linear', 2), NO_KEYS]),
    'a PyTorch model',
    'torch.load("old.pth"',
  ],
  [
    'script.pt',
    zip(['s/data/0', 's/data.pkl', 's/code/m.py']),
    'a TorchScript model',
    'torch.jit.load("script.pt")',
  ],
  [
    'm.pt2',
    zip(['m/models/model.json', 'm/archive_format']),
    'an exported PyTorch program',
    'torch.export.load("m.pt2")',
  ],
  [
    'm.safetensors',
    Buffer.from('\x10\0\0\0\0\0\0\0{"a":{}}        ____'),
    'a safetensors file',
    'load_file("m.safetensors")',
  ],
  [
    'm.keras',
    zip(['metadata.json', 'config.json', 'model.weights.h5']),
    'a Keras model',
    '--keras "m.keras"',
  ],
  ['m.h5', Buffer.from('894844460d0a1a0a', 'hex'), 'an HDF5 file, as Keras writes it', '--keras "m.h5"'],
  [
    'm.weights.h5',
    Buffer.from('894844460d0a1a0a', 'hex'),
    'the weights of a Keras model',
    'model.load_weights("m.weights.h5")',
  ],
  [
    'saved_model.pb',
    Buffer.concat([field(1, 1), field(2, META_GRAPH)]),
    'the graph of a TensorFlow SavedModel',
    '--saved-model "."',
  ],
  ['frozen.pb', GRAPH_DEF, 'a frozen TensorFlow graph', '--graphdef "frozen.pb"'],
  ['m.tflite', Buffer.from('1c00000054464c33', 'hex'), 'a TensorFlow Lite model', '--tflite "m.tflite"'],
  [
    'm.json',
    '{"learner":{"attributes":{},"gradient_booster":{"model":{}}},"version":[3,2,0]}',
    'an XGBoost model (.json)',
    'model_file="m.json"',
  ],
  ['m.ubj', Buffer.from('{L\0\0\0\0\0\0\0\x07learner{L'), 'an XGBoost model (.ubj)', 'model_file="m.ubj"'],
  ['m.bin', Buffer.from(OLD_XGBOOST, 'latin1'), 'an XGBoost model in the binary format', '"xgboost<3.1"'],
  [
    'm.model',
    Buffer.from(OLD_XGBOOST.slice(4), 'latin1'),
    'an XGBoost model in the binary',
    'model_file="m.model"',
  ],
  ['dump.txt', 'booster[0]:\n0:[f0<0.4] yes=1', 'a text dump of an XGBoost model', 'save_model'],
  ['m.txt', 'tree\nversion=v4\n', 'a LightGBM text model', 'lightgbm.Booster(model_file="m.txt")'],
  ['crlf.txt', 'tree\r\nversion=v3\r\n', 'a LightGBM text model', 'convert_lightgbm'],
  ['dump.json', '{"name":"tree","version":"v4"', 'a JSON dump of a LightGBM model', 'save_model'],
  ['m.cbm', 'CBM1`$\0\0', 'a CatBoost model', 'CatBoost().load_model("m.cbm")'],
  [
    'm.mlmodel',
    Buffer.concat([field(1, 4), field(2, 'about'), field(500, 'network')]),
    'a Core ML model',
    'made from',
  ],
  ['m.gguf', 'GGUF\x03\0\0\0', 'a GGUF model', 'optimum-cli export onnx'],
  ['m.ort', Buffer.from('080000004f52544d', 'hex'), 'an ORT model', 'the .onnx file that it was made from'],
  ['m.onnx.gz', gzipSync(field(1, 8)), 'a gzip archive', 'gunzip --keep "m.onnx.gz"'],
  ['m.tar.gz', gzipSync(tar()), 'a compressed tar archive', 'tar xzf "m.tar.gz"'],
  ['m.tar', tar(), 'a tar archive', 'tar xf "m.tar"'],
  [
    'm.zip',
    zip(['readme.md', 'model/net.onnx']),
    'a ZIP archive with an ONNX model',
    'then give model/net.onnx',
  ],
  [
    'tf.zip',
    zip(['saved/saved_model.pb']),
    'a ZIP archive with a TensorFlow SavedModel',
    'give the folder saved',
  ],
  ['cut.zip', zip(['a.onnx']).subarray(0, 40), 'a ZIP archive that is cut off', 'again'],
  ['doc.docx', zip(['word/document.xml']), 'a ZIP archive (of word/document.xml)', 'give the .onnx'],
  ['a.npz', zip(['x.npy', 'y.npy']), 'NumPy arrays', 'give the .onnx'],
  ['a.npy', Buffer.from('934e554d5059', 'hex'), 'a NumPy array', 'give the .onnx'],
  [
    'lfs.onnx',
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n',
    'a Git LFS pointer',
    'git lfs pull',
  ],
  ['page.onnx', '\n<!DOCTYPE html><html></html>', 'an HTML page', 'download the file itself'],
  ['s3.onnx', '<?xml version="1.0"?>\n<Error><Code>AccessDenied', 'the error answer of a download', 'again'],
  ['404.onnx', '404: Not Found', 'the error answer of a download', 'again'],
  ['m.pmml', '<?xml version="1.0"?>\n<PMML version="4.4">', 'a PMML model', 'made from'],
  ['m.ipynb', '{\n "cells": []', 'a Jupyter notebook', 'export the model in the notebook'],
  ['m.xml', '<?xml version="1.0"?>', 'an XML file', 'give the .onnx'],
  ['list.json', '[1, 2]', 'a JSON file', 'give the .onnx'],
  ['table.parquet', 'PAR1', 'a Parquet table', 'give the .onnx'],
  ['words.txt', 'straße\n', 'a text file', 'give the .onnx'],
  ['a.png', Buffer.from('89504e470d0a1a0a', 'hex'), 'a PNG image', 'give the .onnx'],
  ['a.jpg', Buffer.from('ffd8ffe000104a46', 'hex'), 'a JPEG image', 'give the .onnx'],
];

function tar(): Buffer {
  const header = Buffer.alloc(512);
  header.write('m.onnx');
  header.write('ustar', 257);
  return header;
}
