import { existsSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { hashOf } from '../../lib/sha256.ts';
import { packageRoot } from '../../lib/package.ts';
import type { Served } from '../sides/side.ts';
import { cache, venv } from '../sides/venv.ts';

const folder = path.join(packageRoot, 'bench', 'models');

/**
 * The model that a script beside this file makes; kept until the script changes.
 * @throws Unavailable  where there is no Python, or `onnx` cannot be installed
 */
export async function madeModel(model: 'image' | 'text'): Promise<Served> {
  const script = path.join(folder, `${model}.py`);
  const file = path.join(cache, `${model}-${hashOf(await readFile(script)).slice(0, 12)}.onnx`);
  if (!existsSync(file)) {
    const python = path.join(await venv('models', path.join(folder, 'requirements.txt')), 'python');
    await execa(python, [script, `${file}.part`]);
    await rename(`${file}.part`, file);
  }
  return { model, file };
}
