import path from 'node:path';
import { few, refused, source } from '../reading.ts';
import type { Reading, SourceColumn } from '../source.ts';
import { inside, isFolder, namesIn, smallText } from './inside.ts';

const VERSION = /^[1-9]\d*$/;
const MODEL_FILE =
  /^model\.(onnx|pt|savedmodel|graphdef|plan|xml|json|ubj|py|bst|txt)$|^(xgboost\.json|xgboost\.model|checkpoint\.tl)$/;

/** One model of a Triton model repository: its folder, and where the model itself lies, of the highest version. */
export interface TritonModel {
  name: string;
  /** Absolute. */
  file: string;
  backend: string | null;
  columns: SourceColumn[];
}

/**
 * The models of a Triton model repository, or of one model's folder in it; `[]` where it is none.
 * https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/user_guide/model_repository.html
 */
export function tritonModels(folder: string): TritonModel[] {
  const one = tritonModel(folder, path.basename(folder));
  if (one !== undefined) return [one];
  return namesIn(folder)
    .filter((name) => !name.startsWith('.') && isFolder(path.join(folder, name)))
    .map((name) => tritonModel(path.join(folder, name), name))
    .filter((model) => model !== undefined);
}

function tritonModel(folder: string, name: string): TritonModel | undefined {
  const config = smallText(folder, 'config.pbtxt');
  const [version] = namesIn(folder)
    .filter((one) => VERSION.test(one) && isFolder(path.join(folder, one)))
    .sort((a, b) => Number(b) - Number(a));
  if (version === undefined) return undefined;
  const named = /\bdefault_model_filename\s*:\s*"([^"]+)"/.exec(config ?? '')?.[1];
  const found = named ?? namesIn(path.join(folder, version)).find((one) => MODEL_FILE.test(one));
  const file = found === undefined ? undefined : inside(folder, path.join(version, found));
  if (file === undefined) return undefined;
  const backend = /\b(?:backend|platform)\s*:\s*"([^"]+)"/.exec(config ?? '')?.[1] ?? null;
  return { name, file, backend, columns: columnsOf(config ?? '') };
}

/** `input [ { name: "x" data_type: TYPE_FP32 … } ]` */
function columnsOf(config: string): SourceColumn[] {
  const inputs = /\binput\s*:?\s*\[([^]*?)\]\s*(?=\w|$)/.exec(config)?.[1] ?? '';
  return [...inputs.matchAll(/\bname\s*:\s*"([^"]+)"[^}]*?\bdata_type\s*:\s*TYPE_(\w+)/g)].map(
    ([, name, type]) => ({
      name: name!,
      type: columnType(type!),
    }),
  );
}

function columnType(type: string): SourceColumn['type'] {
  if (/^(FP|BF)/.test(type)) return 'number';
  if (/^U?INT/.test(type)) return 'integer';
  if (type === 'STRING') return 'text';
  return type === 'BOOL' ? 'boolean' : null;
}

/** Why a repository is not converted where it holds several models, or one that is code or made for one machine. */
export function refuseTriton(models: TritonModel[]): Reading | undefined {
  const said = source('triton', { columns: models.length === 1 ? models[0]!.columns : [] });
  if (models.length > 1) {
    return refused(said, {
      code: 'model-several',
      message: `It is a Triton model repository of ${models.length} models: ${few(models.map(({ name }) => name))}`,
      hint: `give the folder of one of them, as in ${path.join('REPOSITORY', models[0]!.name)}`,
    });
  }
  const [{ file, backend }] = models as [TritonModel];
  const name = path.basename(file);
  if (/\.py$/.test(name) || backend === 'python') {
    return refused(said, {
      code: 'calls-own-code',
      message: `It is a Triton model with its own code (${name}, the Python backend), which is not converted`,
      hint: 'give the model that the code uses, saved by its own library',
    });
  }
  if (!/\.plan$/.test(name)) return undefined;
  return refused(said, {
    code: 'model-not-portable',
    message: `It is a Triton model for TensorRT (${name}), compiled for one kind of GPU: there is no way back from it`,
    hint: 'give the ONNX model that it was made from',
  });
}
