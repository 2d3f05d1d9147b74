import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands, mainCommand } from '../../lib/commands/commands.ts';
import { UserError } from '../../lib/errors.ts';
import type { Inspection } from '../../lib/formats/inspect.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { emit, quietIo } from '../emitted/emit.ts';
import { modelFile, sharedIndex, type SharedModel } from '../emitted/shared-models.ts';
import { lacks } from '../skip.ts';

const noModels = await lacks('models');
const index = noModels ? [] : sharedIndex().cases;

/**
 * Each model that cannot be served, and the words for its real cause: index.json has it as `why` and `ort_error`.
 * Every problem that is told fits; so does the one error of the main command.
 */
const CAUSES: [model: string, cause: RegExp][] = [
  ['bad_custom_op_domain', /no operators of the domain "ai\.onnx\.contrib".*"StringLower"/],
  ['bad_empty_file', /empty \(0 bytes\)/],
  ['bad_external_path_escape', /"evil_weights".*"(\.\.\/)+etc\/passwd", outside of the model's folder/],
  ['bad_graph_dangling_input', /no node.* produces: "StatefulPartitionedCall\/Reshape:0"/],
  ['bad_ir_version', /IR version 99.* up to 13/],
  ['bad_lfs_pointer', /not ONNX.*Git LFS pointer/],
  ['bad_missing_external_data', /"weight".*"external_data\.bin".* no such file/],
  ['bad_no_kernel_mnist_opset4', /cannot run these operators in the version.*"Add \(ai\.onnx 4\)"/],
  ['bad_not_onnx_png', /not ONNX.*PNG/],
  ['bad_opset_314159', /opset 314159 of ai\.onnx.* up to 26/],
  ['bad_preview_op', /no operators of the domain "ai\.onnx\.preview".*"FlexAttention"/],
  ['bad_truncated', /cut off.* ends after 10581 bytes/],
  ['bad_unknown_op_foo', /no such operators: "Foo \(ai\.onnx 7\)"/],
  ['unsup_bfloat16_io', /"(input|output)".* BFLOAT16/],
  ['unsup_float8_e4m3fn', /input "input" has the datatype FLOAT8E4M3FN/],
  ['unsup_int4_input', /input "input" has the datatype INT4/],
  ['unsup_int4_output_ABORTS', /"output" \(INT4\).* end the whole process/],
  ['unsup_map_input', /input "float_input" is of type MAP/],
  ['unsup_optional_input', /input "optional_input" is of type OPTIONAL/],
  ['unsup_sequence_input', /input "X" is of type SEQUENCE/],
  ['unsup_sparse_output', /"values" \(SPARSE_TENSOR\): it is not a tensor/],
  ['unsup_uint2', /input "input" has the datatype UINT2/],
];

/** Of what is not an ONNX file nobody asks whether it can be served. */
const NOT_ONNX = ['bad_lfs_pointer', 'bad_not_onnx_png'];

/** Its output is a sequence that SequenceConstruct makes of tensors: they are served in its place. */
const TAKEN_APART = 'unsup_sequence_output';

let directory: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory, remove } = await emptyFolder());
});
afterEach(() => remove());

/** `ml-docker inspect FILE --json`: what it prints, and its exit code. */
async function inspected(model: SharedModel): Promise<{ found: Inspection; exitCode: number }> {
  const command = commands.find(({ name }) => name === 'inspect')!;
  const flags = { json: true };
  const invocation = { cwd: directory, positionals: [modelFile(model)], flags };
  const found = (await command.execute(invocation, quietIo())) as Inspection;
  return { found, exitCode: command.exitCode!(found) };
}

/** What the main command says of a model, with every other answer given. */
async function refusal(model: string): Promise<UserError> {
  const error: unknown = await emit(path.join(directory, 'api'), { model }).catch(
    (thrown: unknown) => thrown,
  );
  if (error instanceof UserError) return error;
  throw new Error(`not refused, but: ${String(error)}`);
}

function named(name: string): SharedModel {
  return index.find((model) => model.name === name)!;
}

describe.skipIf(noModels)('the shared models that cannot be served', () => {
  it('are these', () => {
    const expected = index
      .filter(({ status }) => status === 'load-fails' || status === 'unsupported')
      .filter(({ name }) => name !== TAKEN_APART);
    expect(CAUSES.map(([name]) => name).sort()).toEqual(expected.map(({ name }) => name).sort());
    expect(CAUSES).toHaveLength(22);
  });

  it.each(CAUSES)('%s: inspect and the main command refuse it for its real cause', async (name, cause) => {
    const { found, exitCode } = await inspected(named(name));
    expect(exitCode).toBe(2);
    expect(found.servable).toBe(NOT_ONNX.includes(name) ? null : false);
    expect(found.problems.length).toBeGreaterThan(0);
    for (const { message, hint } of found.problems) {
      expect(message).toMatch(cause);
      expect(hint).not.toBe('');
    }

    const error = await refusal(modelFile(named(name)));
    expect(error.exitCode).toBe(2);
    for (const reason of error.details.length > 0 ? error.details : [error.message]) {
      expect(reason).toMatch(cause);
    }
    expect(error.next.join('')).not.toBe('');
    expect(await readdir(directory)).toEqual([]);
  });

  it.each(['bad_lfs_pointer', 'bad_external_path_escape', 'unsup_int4_output_ABORTS'])(
    '%s: the commands themselves exit with 2 and write nothing',
    async (name) => {
      const [, cause] = CAUSES.find(([model]) => model === name)!;
      const file = modelFile(named(name));
      const looked = await mlDocker(directory, 'inspect', file, '--json');
      expect(looked.exitCode).toBe(2);
      expect(looked.stderr).toBe('');
      expect((JSON.parse(looked.stdout) as Inspection).problems[0]!.message).toMatch(cause);
      const made = await mlDocker(directory, 'api', '--model', file, '--yes');
      expect(made.exitCode).toBe(2);
      expect(made.stderr).toMatch(/^error: /);
      expect(made.stderr).toMatch(cause);
      expect(made.stderr).toContain('next: ');
      expect(made.stderr).not.toMatch(/\n\s+at /);
      expect(await readdir(directory)).toEqual([]);
    },
  );
});

describe.skipIf(noModels)('the shared models that can be served', () => {
  it('have tensors in place of a sequence', async () => {
    const { found, exitCode } = await inspected(named(TAKEN_APART));
    expect({ exitCode, servable: found.servable }).toEqual({ exitCode: 0, servable: true });
    expect(found.outputs.map(({ datatype }) => datatype)).not.toContain('SEQUENCE');
  });

  const servable = index.filter(({ status }) => status === 'match' || status === 'loads-run-fails');

  it('are none of them refused', async () => {
    const refused: [string, Inspection['problems']][] = [];
    for (const model of servable) {
      const { found, exitCode } = await inspected(model);
      if (exitCode !== 0 || !found.servable) refused.push([model.name, found.problems]);
    }
    expect(refused).toEqual([]);
    expect(servable).toHaveLength(132);
  });

  it('are none of them refused by the main command', async () => {
    for (const model of servable) {
      const said: string[] = [];
      const flags = { yes: true, dryRun: true, model: modelFile(model) };
      const invocation = { cwd: directory, positionals: ['api'], flags };
      await mainCommand.execute(invocation, quietIo(said));
      expect(said.join('\n'), model.name).toMatch(
        /would write .*api\/\n(.*\n)* {2}create {3}model\/card\.json/,
      );
    }
  });
});
