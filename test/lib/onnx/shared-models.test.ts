import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelCard } from '../../../lib/onnx/card/make.ts';
import { inspect, type InspectedTensor } from '../../../lib/formats/inspect.ts';
import { requireServable, writeServable } from '../../../lib/onnx/servable.ts';
import { lacks, sharedModels } from '../../skip.ts';
import { newFolder } from './folders.ts';
import { runtime } from './runtime.ts';

interface IndexedValue {
  name: string;
  kind: string;
  onnx_type?: string;
  datatype?: string | null;
  shape?: (number | string | null)[] | null;
}

interface IndexedModel {
  name: string;
  file: string;
  sha256: string;
  status: 'match' | 'load-fails' | 'loads-run-fails' | 'unsupported';
  signature: null | {
    ir_version: number;
    opsets: { domain: string; version: number }[];
    producer: string;
    inputs: IndexedValue[];
    outputs: IndexedValue[];
  };
}

const noModels = await lacks('models');
const noRuntime = noModels || (await lacks('runtime'));
const index: IndexedModel[] = noModels
  ? []
  : (JSON.parse(readFileSync(path.join(sharedModels, 'index.json'), 'utf8')) as { cases: IndexedModel[] })
      .cases;
const fileOf = ({ name, file }: IndexedModel): string => path.join(sharedModels, name, file);
const named = (models: IndexedModel[]): [string, IndexedModel][] =>
  models.map((model) => [model.name, model]);

/** What the index says of a value, in the words of `inspect`. */
function described({ name, kind, onnx_type, datatype, shape }: IndexedValue): InspectedTensor {
  if (kind !== 'tensor') return { name, datatype: kind.toUpperCase(), shape: null };
  const known = datatype === 'BF16' ? 'BFLOAT16' : (datatype ?? onnx_type!);
  return { name, datatype: known, shape: shape?.map((size) => size ?? -1) ?? null };
}

/** Outputs as the file declares them: a ZipMap, and the tensors of a sequence, are one sequence there. */
function declared(outputs: InspectedTensor[]): InspectedTensor[] {
  const all = outputs.map(({ classes, sequence, ...output }) =>
    classes || sequence !== undefined
      ? { name: sequence ?? output.name, datatype: 'SEQUENCE', shape: null }
      : output,
  );
  return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i);
}

describe.skipIf(noModels)('of every shared model', () => {
  const readable = index.filter(({ signature }) => signature !== null);

  it.each(named(readable))('%s, the signature is the one in the index', async (_, model) => {
    const read = await inspect(fileOf(model), { hash: true });
    const { signature } = model;
    expect(read.inputs).toEqual(signature!.inputs.map(described));
    expect(declared(read.outputs)).toEqual(signature!.outputs.map(described));
    expect(read.opsets).toEqual(
      Object.fromEntries(signature!.opsets.map(({ domain, version }) => [domain || 'ai.onnx', version])),
    );
    expect([read.irVersion, read.producer, read.sha256]).toEqual([
      signature!.ir_version,
      signature!.producer,
      model.sha256,
    ]);
  });

  it('those that run are servable', async () => {
    const refused: unknown[] = [];
    for (const model of index.filter(({ status }) => status === 'match' || status === 'loads-run-fails')) {
      const { servable, problems } = await inspect(fileOf(model));
      if (!servable || problems.length > 0) refused.push([model.name, problems]);
    }
    expect(refused).toEqual([]);
  });

  it.each([
    ['bad_custom_op_domain', 'operator-domain-unknown'],
    ['bad_empty_file', 'model-empty'],
    ['bad_external_path_escape', 'external-data-outside'],
    ['bad_graph_dangling_input', 'value-undefined'],
    ['bad_ir_version', 'ir-version-too-new'],
    ['bad_lfs_pointer', 'model-not-onnx'],
    ['bad_missing_external_data', 'external-data-missing'],
    ['bad_no_kernel_mnist_opset4', 'operator-without-kernel'],
    ['bad_not_onnx_png', 'model-not-onnx'],
    ['bad_opset_314159', 'opset-too-new'],
    ['bad_preview_op', 'operator-domain-unknown'],
    ['bad_truncated', 'model-truncated'],
    ['bad_unknown_op_foo', 'operator-unknown'],
    ['unsup_bfloat16_io', 'input-datatype'],
    ['unsup_float8_e4m3fn', 'input-datatype'],
    ['unsup_int4_input', 'input-datatype'],
    ['unsup_int4_output_ABORTS', 'no-servable-output'],
    ['unsup_map_input', 'input-not-a-tensor'],
    ['unsup_optional_input', 'input-not-a-tensor'],
    ['unsup_sequence_input', 'input-not-a-tensor'],
    ['unsup_sparse_output', 'no-servable-output'],
    ['unsup_uint2', 'input-datatype'],
  ])('%s is refused: %s', async (name, code) => {
    const { servable, problems } = await inspect(path.join(sharedModels, name, 'model.onnx'));
    expect(servable).toBe(code === 'model-not-onnx' ? null : false);
    expect(problems[0]).toMatchObject({ code });
  });

  it('those with external data are copied together with these', async () => {
    for (const model of index.filter(({ name }) => /^ort_external_/.test(name))) {
      const target = path.join(newFolder(), 'model.onnx');
      const read = await requireServable(fileOf(model));
      const written = Object.keys((await writeServable(read, fileOf(model), target)).files);
      expect(written).toHaveLength(2);
      for (const name of written) expect(existsSync(path.join(path.dirname(target), name))).toBe(true);
    }
  });
});

interface Case {
  inputs: { name: string; data: unknown[]; shape: number[] }[];
  outputs: { name: string; data: unknown[] }[];
  nontensor_outputs: Record<string, { value: Record<string, number>[] }>;
}

describe.skipIf(noRuntime)('with its ZipMap undone', () => {
  it.each([
    ['ruby_lightgbm_zipmap'],
    ['go_sklearn_randomforest'],
    ['ort_zipmap_int_label'],
    ['ort_logreg_iris_zipmap'],
    ['ort_squeezenet_label'],
    ['unsup_zipmap_only_output'],
  ])('%s gives the expected probabilities in the runtime', async (name) => {
    const { InferenceSession, Tensor } = runtime();
    const source = path.join(sharedModels, name, 'model.onnx');
    const target = path.join(newFolder(), 'model.onnx');
    const model = await requireServable(source);
    await writeServable(model, source, target);
    const { outputs } = modelCard(model, { file: 'model.onnx', origin: 'file', sha256: '' });
    const session = await InferenceSession.create(target, { logSeverityLevel: 3 });
    for (const set of readdirSync(path.join(sharedModels, name, 'data'))) {
      const text = readFileSync(path.join(sharedModels, name, 'data', set, 'case.json'), 'utf8');
      const vectors = JSON.parse(text) as Case;
      const feeds = vectors.inputs.map((input) => [
        input.name,
        new Tensor('float32', input.data, input.shape),
      ]);
      const got = await session.run(Object.fromEntries(feeds));
      for (const { name: label, data } of vectors.outputs) {
        expect(Array.from(got[label]!.data, String)).toEqual(data.map(String));
      }
      for (const [output, { value: rows }] of Object.entries(vectors.nontensor_outputs)) {
        const { classes } = outputs.find((candidate) => candidate.name === output)!;
        expect(got[output]!.dims).toEqual([rows.length, classes!.length]);
        const want = rows.flatMap((row) => classes!.map((label) => row[label]!));
        want.forEach((number, i) => {
          expect(Math.abs(Number(got[output]!.data[i]) - number)).toBeLessThanOrEqual(
            1e-5 + 1e-3 * Math.abs(number),
          );
        });
      }
    }
    await session.release();
  });
});
