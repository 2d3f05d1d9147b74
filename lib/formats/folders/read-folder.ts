import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Known, known, type OnnxInFolder } from '../known.ts';
import { huggingFace, savedModel } from '../other/networks.ts';
import { few, judged, refused, source } from '../reading.ts';
import type { Reading, Source } from '../source.ts';
import { readSavedModel } from '../tensorflow/saved-model.ts';
import { foreignFolder } from './foreign.ts';
import { huggingFaceSource, PICKLED_WEIGHTS, readHuggingFace } from './hugging-face.ts';
import { namesIn } from './inside.ts';
import { readMlflow } from './mlflow.ts';
import { chosenOnnx, onnxFiles } from './onnx-files.ts';
import { refuseTriton, type TritonModel, tritonModels } from './triton.ts';

export type Found = Known | OnnxInFolder;

/** Reads a file or folder inside of a folder. */
export type ReadInner = (file: string) => Promise<Found | undefined>;

/**
 * What a folder of a model is; undefined where nothing known is in it. `shown` is its path in the lines that convert
 * it. Throws the operating system's error.
 */
export async function readFolder(
  folder: string,
  shown: string,
  readInner: ReadInner,
): Promise<Found | undefined> {
  if (existsSync(path.join(folder, 'MLmodel'))) return mlflow(folder, shown, readInner);
  if (existsSync(path.join(folder, 'saved_model.pb'))) {
    const read = (): Reading => readSavedModel(path.join(folder, 'saved_model.pb'));
    return known({
      what: 'a TensorFlow SavedModel',
      next: () => savedModel(shown),
      format: 'savedmodel',
      read,
    });
  }
  const foreign = foreignFolder(folder);
  if (foreign !== undefined) return known(foreign);
  const models = tritonModels(folder);
  if (models.length > 0) return triton(models, readInner);
  return (await huggingFaceFolder(folder, shown, readInner)) ?? onnxFolder(folder, source('onnx'));
}

async function mlflow(folder: string, shown: string, readInner: ReadInner): Promise<Found> {
  const what = 'an MLflow model';
  let inner: Found | undefined;
  const outer = await known({
    what,
    next: () => (inner !== undefined && 'next' in inner ? inner.next : [`give the model in it: ${shown}`]),
    format: 'mlflow',
    read: async () => {
      const { source: said, file, reading } = readMlflow(folder);
      const found = file === undefined ? undefined : await readInner(file);
      if (reading !== undefined) return withCalls(reading, found);
      inner = found;
      return within(said, folder, file!, inner);
    },
  });
  return inner !== undefined && 'onnx' in inner
    ? { onnx: inner.onnx, source: { ...outer.reading.source, ...pathIn(folder, inner.onnx) } }
    : { ...outer, what: `${what}${inner !== undefined ? `: ${inner.what}` : ''}` };
}

/** A model that is code of its own: what opening it would call is told all the same. */
function withCalls(reading: Reading, found: Found | undefined): Reading {
  if (found === undefined || 'onnx' in found) return reading;
  const { calls, unknownCalls } = found.reading.source;
  return { ...reading, source: { ...reading.source, calls, unknownCalls } };
}

/** What a folder says, and the file in it, as one: the folder knows columns best, the file all else. */
function within(said: Source, folder: string, file: string, inner: Found | undefined): Reading {
  const place = pathIn(folder, file);
  if (inner === undefined) {
    return refused(
      { ...said, ...place },
      {
        code: 'model-malformed',
        message: `The model in the folder is not of a known format: ${path.basename(file)}`,
        hint: 'download the whole folder again',
      },
    );
  }
  if ('onnx' in inner) return judged({ ...said, ...place });
  const { source: model, convertible, problems } = inner.reading;
  const merged: Source = {
    ...model,
    format: said.format,
    framework: said.framework ?? model.framework,
    frameworkVersion: said.frameworkVersion ?? model.frameworkVersion,
    columns: said.columns.length > 0 ? said.columns : model.columns,
    classes: said.classes ?? model.classes,
    ...place,
  };
  return { source: merged, convertible, problems };
}

function pathIn(folder: string, file: string): { path: string } {
  return { path: path.relative(folder, file) };
}

async function triton(models: TritonModel[], readInner: ReadInner): Promise<Found> {
  const what = 'a Triton model repository';
  const [{ file, columns }] = models as [TritonModel];
  const against = refuseTriton(models);
  if (against !== undefined) return known({ what, next: () => [], format: 'triton', read: () => against });
  const folder = path.dirname(path.dirname(file));
  const inner = await readInner(file);
  const said = source('triton', { columns });
  if (inner !== undefined && 'onnx' in inner)
    return { onnx: inner.onnx, source: { ...said, ...pathIn(folder, file) } };
  const next = (): string[] => inner?.next ?? [];
  return known({ what, next, format: 'triton', read: () => within(said, folder, file, inner) });
}

async function huggingFaceFolder(
  folder: string,
  shown: string,
  readInner: ReadInner,
): Promise<Found | undefined> {
  const what = 'a Hugging Face model';
  const next = (): string[] => huggingFace(shown);
  let onnx: Found | undefined;
  const isOne = existsSync(path.join(folder, 'config.json')) && namesIn(folder).length > 1;
  if (!isOne) return undefined;
  let isKnown: boolean | undefined;
  const found = await known({
    what,
    next,
    format: 'huggingface',
    read: async () => {
      const said = huggingFaceSource(folder);
      isKnown = said !== undefined;
      if (said === undefined) return refused(source('huggingface'));
      onnx = await onnxFolder(folder, said.source);
      if (onnx !== undefined) return judged(said.source);
      const pickles = namesIn(folder).filter((name) => PICKLED_WEIGHTS.test(name));
      const readings = await Promise.all(pickles.map((name) => readInner(path.join(folder, name))));
      return readHuggingFace(
        folder,
        said,
        readings.flatMap((one) => (one !== undefined && 'reading' in one ? [one.reading] : [])),
      );
    },
  });
  if (onnx !== undefined) return onnx;
  return isKnown === false ? undefined : found;
}

async function onnxFolder(folder: string, said: Source): Promise<Found | undefined> {
  const files = onnxFiles(folder);
  if (files.length === 0) return undefined;
  const file = chosenOnnx(files);
  if (file !== undefined) return { onnx: path.join(folder, file), source: { ...said, path: file } };
  const what = 'a folder with several ONNX models in it';
  return known({
    what,
    next: () => [],
    format: said.format,
    read: () =>
      refused(said, {
        code: 'model-several',
        message: `It is ${what}, and none is called model.onnx: ${few(files)}`,
        hint: `give the file: ${files.slice(0, 3).join(' or ')}`,
      }),
  });
}
