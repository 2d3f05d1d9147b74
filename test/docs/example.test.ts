import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';

it('docs/example.md: its command takes its example', async () => {
  const text = await readFile(path.join(packageRoot, 'docs/example.md'), 'utf8');
  const [, command] = /```\nml-docker (.+)\n```/.exec(text)!;
  const [, json] = /```json\n(.+?)```/s.exec(text)!;
  const { directory, remove } = await emptyFolder();
  await writeFile(path.join(directory, 'example.json'), json!);
  await writeFile(
    path.join(directory, 'iris.onnx'),
    await readFile(path.join(packageRoot, 'samples/iris/iris.onnx')),
  );
  const { exitCode, stderr } = await mlDocker(directory, ...command!.split(' '), '--skip-install');
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  const golden = JSON.parse(await readFile(path.join(directory, 'irisapi/test/golden.json'), 'utf8'));
  const { rows, outputs } = JSON.parse(json!);
  expect(golden.cases).toEqual([{ request: { rows, outputs: ['output_label'] }, answer: { rows: outputs } }]);
  await remove();
});
