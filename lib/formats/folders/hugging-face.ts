import path from 'node:path';
import { BufferBytes } from '../bytes/byte-source.ts';
import { selectJson } from '../json/select-json.ts';
import { type Json, member, textOf, textsOf } from '../json/selection.ts';
import { few, judged, type Problem, refused, source } from '../reading.ts';
import type { Reading, Source } from '../source.ts';
import { namesIn, smallText } from './inside.ts';

const WEIGHTS =
  /^((model|pytorch_model|diffusion_pytorch_model)[\w.-]*\.(safetensors|bin)|tf_model\.h5|flax_model\.msgpack)$/;
/** Weights that are a pickle. */
export const PICKLED_WEIGHTS = /^pytorch_model[\w.-]*\.bin$/;

/** What the folder of a Hugging Face model says in its config.json; undefined where that is of something else. */
export function huggingFaceSource(folder: string): { source: Source; config: Json } | undefined {
  const text = smallText(folder, 'config.json');
  if (text === undefined) return undefined;
  const config = selectJson(new BufferBytes(Buffer.from(text)), true);
  const kind = textOf(member(config, 'model_type'));
  const architectures = textsOf(member(config, 'architectures'));
  if (kind === undefined && architectures.length === 0) return undefined;
  const said = source('huggingface', {
    framework: 'huggingface transformers',
    frameworkVersion: textOf(member(config, 'transformers_version')) ?? null,
    model: architectures.length > 0 ? architectures.join(', ') : kind!,
    classes: labels(config),
  });
  return { source: said, config };
}

/** Judges such a folder that has no ONNX file. `pickled` are the readings of its weights that are pickles. */
export function readHuggingFace(
  folder: string,
  { source: said, config }: { source: Source; config: Json },
  pickled: Reading[],
): Reading {
  const unsafe = pickled.filter(({ source: { unknownCalls } }) => unknownCalls.length > 0);
  const all = {
    ...said,
    calls: [...new Set(pickled.flatMap(({ source: { calls } }) => calls))].sort(),
    unknownCalls: [...new Set(unsafe.flatMap(({ source: { unknownCalls } }) => unknownCalls))].sort(),
  };
  if (unsafe.length > 0) return refused(all, ...unsafe.flatMap(({ problems }) => problems));
  const code = ownCode(config);
  if (code !== undefined) return refused(all, code);
  return namesIn(folder).some((name) => WEIGHTS.test(name)) ? judged(all) : refused(all, noWeights(folder));
}

/** Labels in the order of their numbers. */
function labels(config: Json): string[] | null {
  const names = member(config, 'id2label');
  if (names === null || typeof names !== 'object' || Array.isArray(names)) return null;
  const numbered = Object.entries(names).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return numbered.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, label]) => label);
}

/** `auto_map` names Python files that transformers would run, with trust_remote_code. */
function ownCode(config: Json): Problem | undefined {
  const map = member(config, 'auto_map');
  if (map === null || typeof map !== 'object' || Array.isArray(map)) return undefined;
  const names = Object.values(map).flatMap((value) => (typeof value === 'string' ? [value] : textsOf(value)));
  return {
    code: 'calls-own-code',
    message: `Opening it would run Python code of its own (auto_map: ${few(names, 3)})`,
    hint: 'export it to ONNX yourself, if you trust that code: optimum-cli export onnx --trust-remote-code',
  };
}

function noWeights(folder: string): Problem {
  return {
    code: 'model-incomplete',
    message: `It has a config.json and no weights: no model.safetensors or pytorch_model.bin is in ${path.basename(folder)}`,
    hint: 'download the whole folder again',
  };
}
