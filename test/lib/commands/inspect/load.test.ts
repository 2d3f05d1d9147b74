import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { inspectModel } from '../../../../lib/commands/inspect/inspect.ts';
import { packageRoot } from '../../../../lib/package.ts';
import { emptyFolder } from '../../../cli.ts';
import { quietIo } from '../../../emitted/emit.ts';
import { attribute } from '../../onnx/bodies.ts';
import { field, model, node, zipMapModel } from '../../onnx/onnx-writer.ts';
import { lacks } from '../../../skip.ts';

const noRuntime = await lacks('runtime');
/** An attribute that Relu does not have: nothing that is judged beforehand. */
const odd = model({
  nodes: [node('Relu', ['X'], ['Y'], { attributes: [attribute('no such', 2, field(3, 1))] })],
});

/** What `inspect` says of a model in a folder, with the packages of the service or without. */
async function inspected(bytes: Buffer, installed: boolean): Promise<{ result: object; said: string }> {
  const { directory, remove } = await emptyFolder();
  try {
    await mkdir(path.join(directory, 'model'));
    await writeFile(path.join(directory, 'model', 'a.onnx'), bytes);
    const packages = path.join(packageRoot, 'templates', 'service', 'node_modules');
    if (installed) await symlink(packages, path.join(directory, 'node_modules'), 'junction');
    const said: string[] = [];
    const result = await inspectModel({ cwd: directory, model: 'model/a.onnx' }, quietIo(said));
    return { result, said: said.join('\n') };
  } finally {
    await remove();
  }
}

it('without the runtime says what was checked, and what only loading tells', async () => {
  const { result, said } = await inspected(odd, false);
  expect(result).toMatchObject({ servable: true, loadedBy: null });
  expect(said.replaceAll(/\s+/g, ' ')).toMatch(
    /checked: versions, operators, .* only loading tells: ml-docker build does/,
  );
});

it.skipIf(noRuntime)('with the packages of a project loads the model', async () => {
  const { result, said } = await inspected(zipMapModel(), true);
  expect(result).toMatchObject({
    servable: true,
    problems: [],
    loadedBy: expect.stringContaining('node_modules') as string,
  });
  expect(said).toContain('loaded by onnxruntime-node 1.30');
});

it.skipIf(noRuntime)('with them repeats why the runtime refuses it', async () => {
  const { result, said } = await inspected(odd, true);
  expect(result).toMatchObject({ servable: false, problems: [{ code: 'runtime-refuses' }] });
  expect(said).toMatch(/It cannot be served:\n.*does not load the model: .*no such/);
});
