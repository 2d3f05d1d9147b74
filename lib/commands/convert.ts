import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { convert } from '../convert/convert.ts';
import type { Report } from '../convert/report.ts';
import { isTrained, readOrKnow } from '../convert/trained.ts';
import { UserError } from '../errors.ts';
import type { Problem } from '../formats/reading.ts';
import { summary } from '../formats/summary.ts';
import type { Flags } from '../interview/answers.ts';
import { convertOptions } from '../interview/conversion.ts';
import type { Io } from '../io/io.ts';
import { expandHome } from '../io/pasted-path.ts';
import { shellWord } from '../io/shell.ts';
import { givenPath } from '../model/file.ts';
import type { Proof } from '../onnx/card/card.ts';

/** What `convert --json` prints. */
export interface ConvertResult {
  file: string;
  /** The ONNX file, as it was given or from the working folder. */
  out: string;
  framework: string | null;
  frameworkVersion: string | null;
  sandbox: Report['sandbox'];
  proof: Proof;
  /** What reading the file made doubtful. */
  problems: Problem[];
  /** What whoever uses the model has to know. */
  notes: string[];
}

/**
 * `ml-docker convert FILE`: makes an ONNX file of a trained model, in a sandbox, and proves that it answers as the
 * original does.
 * @throws UserError  for a file that cannot be converted, or does not pass the proof (2); where a step failed (1)
 */
export async function convertModel(
  { cwd, model, flags }: { cwd: string; model: string | undefined; flags: Flags },
  io: Io,
): Promise<ConvertResult> {
  if (model === undefined) {
    throw new UserError({
      code: 'argument-missing',
      what: 'No model was given to convert',
      next: 'name one: ml-docker convert FILE',
    });
  }
  const file = givenPath(model, cwd);
  const known = await readOrKnow(file, { trust: flags.trustModel === true });
  if (!isTrained(known)) throw isOnnx(model);
  const out = flags.out ?? `${path.parse(file).name}.onnx`;
  const target = path.resolve(cwd, expandHome(out));
  if (existsSync(target) && flags.force !== true) throw outExists(out);
  for (const line of summary(known.reading.source)) io.say(line);
  const { onnx, report, proof } = await convert(file, known, convertOptions(cwd, flags), io);
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(onnx, `${target}.part`);
  await rename(`${target}.part`, target);
  io.say(`written: ${out}`);
  io.say(`to serve it: ml-docker --model ${shellWord(out)}`);
  const { framework, frameworkVersion, sandbox, notes } = report;
  const { problems } = known.reading;
  return { file: model, out, framework, frameworkVersion, sandbox, proof, problems, notes };
}

function isOnnx(model: string): UserError {
  return new UserError({
    code: 'convert-onnx',
    what: `${model} is an ONNX file already, and needs no conversion`,
    next: `serve it: ml-docker --model ${shellWord(model)}`,
  });
}

function outExists(out: string): UserError {
  return new UserError({
    code: 'out-exists',
    what: `There is a file ${out} already`,
    where: '--out',
    next: ['give another name: --out FILE', 'or overwrite it: --force'],
  });
}
