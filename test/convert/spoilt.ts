import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { findEngine } from '../../lib/container/engine/engine.ts';
import { runContained } from '../../lib/container/run/contained.ts';
import type { Converted } from '../../lib/convert/convert.ts';
import { askService } from '../../lib/convert/proof/answers.ts';
import { proofImage } from '../../lib/convert/proof/image.ts';
import { prove } from '../../lib/convert/proof/prove.ts';
import type { Verdict } from '../../lib/convert/proof/verdict.ts';
import { DEFAULT_BASE_IMAGE } from '../../lib/defaults.ts';
import { emptyFolder } from '../cli.ts';
import { quietIo } from '../emitted/emit.ts';

const SPOIL = `
import sys, onnx
model = onnx.load_model_from_string(sys.stdin.buffer.read())
for node in model.graph.node:
    for attribute in node.attribute:
        if attribute.name in ("class_weights", "target_weights", "leaf_weights"):
            attribute.floats[0] += 0.5
sys.stdout.buffer.write(model.SerializeToString())`;

/** The bytes of a model with another weight in one leaf. The sandbox's own image knows ONNX. */
export async function spoilt(onnx: string, image: string): Promise<Uint8Array> {
  const args = ['run', '--rm', '-i', '--network', 'none', image, 'python', '-c', SPOIL];
  return (await execa('docker', args, { inputFile: onnx, encoding: 'buffer' })).stdout;
}

/** The proof of another file, on the same rows with the same answers of the original. */
export async function judgedAgain(
  onnx: Uint8Array,
  { inputs, original, kinds }: Converted['proved'],
): Promise<Verdict> {
  const { directory: folder, remove } = await emptyFolder();
  try {
    await mkdir(path.join(folder, 'candidates'));
    await writeFile(path.join(folder, 'candidates', '0.onnx'), onnx);
    await writeFile(path.join(folder, 'rows.json'), JSON.stringify({ inputs }));
    await writeFile(path.join(folder, 'original.json'), JSON.stringify(original));
    await writeFile(path.join(folder, 'kinds.json'), JSON.stringify(kinds));
    const engine = await findEngine();
    const image = await proofImage(engine, DEFAULT_BASE_IMAGE, quietIo());
    const candidate = {
      file: 'candidates/0.onnx',
      way: 'spoilt',
      rows: 'rows.json',
      original: 'original.json',
    };
    const { best } = await prove([candidate], folder, (asked) =>
      askService((piped) => runContained(engine, { ...piped, image, writable: ['/app/model'] }), asked),
    );
    return best.verdict;
  } finally {
    await remove();
  }
}
