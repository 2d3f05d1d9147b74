import { copyFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { modelsIn } from '../../../lib/model/found.ts';
import { packageRoot } from '../../../lib/package.ts';
import { emptyFolder } from '../../cli.ts';

it('passes over links that lead nowhere', async () => {
  const { directory, remove } = await emptyFolder();
  try {
    await copyFile(path.join(packageRoot, 'samples/iris/iris.onnx'), path.join(directory, 'iris.onnx'));
    for (const name of ['gone.onnx', 'gone.pkl', 'gone'])
      await symlink(path.join(directory, 'nowhere'), path.join(directory, name));
    expect(await modelsIn(directory)).toEqual(['Models in this folder:', '  iris.onnx  an ONNX model']);
  } finally {
    await remove();
  }
});
