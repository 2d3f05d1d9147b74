import path from 'node:path';
import { execa } from 'execa';
import type { Looped } from '../limits/session-loop.ts';
import { node24 } from '../../scripts/node24.ts';
import type { Served, Tensor } from './side.ts';

const script = path.join(import.meta.dirname, '..', 'limits', 'session-loop.js');

/** Runs the model alone for some time, in a process of its own with the onnxruntime-node of the project. */
export async function loop(
  project: string,
  { file }: Served,
  input: Tensor,
  threads: number,
  seconds: number,
): Promise<Looped> {
  const args = [script, project, file, `${threads}`, `${seconds}`];
  const { stdout } = await execa(await node24(), args, { input: JSON.stringify(input) });
  return JSON.parse(stdout) as Looped;
}
