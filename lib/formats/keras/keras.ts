import { BufferBytes, type ByteSource } from '../bytes/byte-source.ts';
import type { ZipArchive } from '../bytes/zip.ts';
import { type Hdf5, readHdf5 } from '../hdf5/hdf5.ts';
import { selectJson } from '../json/select-json.ts';
import { member, textOf } from '../json/selection.ts';
import { few, type Problem, refused, source } from '../reading.ts';
import type { Reading } from '../source.ts';
import { readKerasConfig } from './config.ts';

const CONFIG_AT_MOST = 16 * 2 ** 20;
const WEIGHTS_AT_MOST = 64 * 2 ** 20;

/** A `.keras` archive: config.json, metadata.json, model.weights.h5. Throws FormatError. */
export function readKeras(archive: ZipArchive): Reading {
  const metadata = archive.find(/^metadata\.json$/);
  const config = archive.open(archive.find(/^config\.json$/)!, CONFIG_AT_MOST);
  const weights = archive.find(/^model\.weights\.h5$/);
  const version =
    metadata && textOf(member(selectJson(archive.open(metadata, CONFIG_AT_MOST), true), 'keras_version'));
  const problems = weights ? outside(readHdf5(archive.open(weights, WEIGHTS_AT_MOST))) : [NO_WEIGHTS];
  return readKerasConfig('keras', selectJson(config, true), version ?? null, problems);
}

const NO_WEIGHTS: Problem = {
  code: 'model-without-weights',
  message: 'It holds the layers of a Keras model without their weights',
  hint: 'save the whole model: model.save("model.keras")',
};

/** An HDF5 file, which may be a Keras model. Throws FormatError. */
export function readKerasHdf5(bytes: ByteSource, name: string): Reading {
  const file = readHdf5(bytes);
  const config = file.attributes.get('model_config');
  const version = file.attributes.get('keras_version') ?? null;
  const problems = outside(file);
  if (config !== undefined) {
    const read = selectJson(new BufferBytes(Buffer.from(config)), true);
    return readKerasConfig('keras-h5', read, version, problems);
  }
  const isKeras =
    version !== null ||
    /\.weights\.h5$/i.test(name) ||
    file.names.some((path) => /^\/(_?layers?|model_weights)\b/.test(path));
  return isKeras
    ? refused(
        source('keras-h5', { framework: 'keras', frameworkVersion: version }),
        ...problems,
        WEIGHTS_ONLY,
      )
    : refused(source('hdf5'), ...problems, data(file));
}

const WEIGHTS_ONLY: Problem = {
  code: 'model-weights-only',
  message:
    'It holds the weights of a Keras model without the model: the network is Python code, a class or a function',
  hint: 'build the network, load these weights into it, then save both: model.save("model.keras")',
};

function data(file: Hdf5): Problem {
  const names = file.names.map((path) => path.slice(1)).filter((path) => !path.includes('/'));
  return {
    code: 'model-not-onnx',
    message: `The model is not ONNX: it looks like an HDF5 file without a Keras model in it${names.length > 0 ? ` (it holds ${few(names, 3)})` : ''}`,
    hint: 'give the model that your training saved',
  };
}

function outside(file: Hdf5): Problem[] {
  if (file.outside.length > 0) {
    return [
      {
        code: 'model-outside-file',
        message: `It refers to other files outside of itself (external links or data): ${few(file.outside, 3)}`,
        hint: 'save the model again as one file: model.save("model.keras")',
      },
    ];
  }
  if (!file.isPartly) return [];
  return [
    {
      code: 'model-outside-file',
      message: 'Its names are stored in a form that is not looked into, where external links may be',
      hint: 'save the model again: model.save("model.keras")',
    },
  ];
}
