import { execa } from 'execa';
import path from 'node:path';
import { packageRoot } from '../../../lib/package.ts';
import { node24 } from '../../../scripts/node24.ts';
import { sharedInputs } from '../../skip.ts';
import { DECODED_OTHERWISE, index, oracleOf } from './picture-set.ts';
import type { Prepared } from './prepared.ts';

/** How the tensors that a project makes of pictures compare with Pillow's. */
export interface Comparison {
  equal: number;
  /** Names of pictures and presets that differ without a known reason. */
  different: string[];
  /** Pictures that are decoded otherwise, with how many levels of 255 they differ by. */
  otherwise: string[];
  refused: { file: string; reason: string }[];
}

/** @param only these pictures; all where none is named */
export async function compareWithPillow(project: string, only: string[] = []): Promise<Comparison> {
  const script = path.join(packageRoot, 'test', 'emitted', 'pictures', 'prepared.ts');
  const { stdout } = await execa(await node24(), [
    ...['--disable-warning=ExperimentalWarning', script],
    ...[project, path.join(sharedInputs, 'pictures'), ...only],
  ]);
  const result: Comparison = { equal: 0, different: [], otherwise: [], refused: [] };
  const pictures = new Map(index().pictures.map((one) => [one.file, one]));
  for (const line of stdout.split('\n')) compare(JSON.parse(line) as Prepared, pictures, result);
  return result;
}

function compare(
  { file, refused, rgb, worst, presets }: Prepared,
  pictures: Map<string, ReturnType<typeof index>['pictures'][number]>,
  result: Comparison,
): void {
  const picture = pictures.get(file)!;
  if (refused !== undefined) result.refused.push({ file, reason: refused });
  if (refused !== undefined || picture.oracle === undefined) return;
  const oracle = oracleOf(picture);
  const reason = DECODED_OTHERWISE[file];
  if (rgb !== oracle.rgb_sha256 && reason !== undefined) {
    result.otherwise.push(`${file}: ${worst ?? 'another size'}, as ${reason}`);
    return;
  }
  for (const [preset, { pixels, tensor }] of Object.entries(presets)) {
    const wanted = oracle.presets[preset]!;
    const isEqual =
      [wanted.u8_sha256, wanted.u8_sha256_horizontal_first].includes(pixels) &&
      // Of pixels as they are, the tensor is the same.
      tensor === (wanted.tensor_sha256 ?? wanted.u8_sha256);
    if (isEqual) result.equal++;
    else result.different.push(`${file} ${preset}`);
  }
}
