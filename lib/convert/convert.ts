import path from 'node:path';
import type { Known } from '../formats/known.ts';
import type { Source } from '../formats/source.ts';
import type { Io } from '../io/io.ts';
import { interruptible } from '../container/engine/interrupt.ts';
import type { Proof } from '../onnx/card/card.ts';
import { projectFiles } from './files.ts';
import { type Data, dataFile } from './data.ts';
import { convertedIn } from './settle.ts';
import { openPlace } from './place.ts';
import type { Comparison } from './comparison.ts';
import { compareAndTell, type Previous } from './previous.ts';
import { type Answers, type Asked, askService } from './proof/answers.ts';
import { requirePassed } from './proof/passed.ts';
import { prove, type Proved } from './proof/prove.ts';
import { type Report, reportOf } from './report.ts';
import { requirementsFor } from './requirements.ts';
import { formatOf, insideOf, librariesOf } from './scope.ts';
import { sha256OfModel } from './sha256.ts';
import { temporaryFolder } from './temporary.ts';
import type { Answer } from './sandbox/answer.ts';
import type { Request } from './sandbox/pack.ts';

/** What somebody says about how a model is to be converted. */
export interface ConvertOptions {
  /** Absolute path that relative ones start from. */
  cwd: string;
  /** Rows: a path. */
  data?: string | undefined;
  /** Which part of a dict or tuple is the model. */
  entry?: string | undefined;
  /** The shapes of inputs that the file does not hold: `x=N,6`. */
  shapes?: string | undefined;
  /** Takes a model that does not answer as the original. */
  acceptDifferences?: boolean | undefined;
  /** Opens what is not known to be harmless; in the sandbox. */
  trustModel?: boolean | undefined;
  /** A Python of this machine, in place of a sandbox. */
  python?: string | undefined;
  /** docker or podman. */
  engine?: string | undefined;
  /** Whose Node answers for the service. */
  baseImage: string;
  /** What the result is compared with, where it is to take the place of another model. */
  previous?: Previous | undefined;
}

/** What came of a conversion. Its files are removed when this process ends. */
export interface Converted {
  /** The ONNX file, absolute. */
  onnx: string;
  /** The file or folder that was converted, absolute. */
  file: string;
  report: Report;
  proof: Proof;
  proved: Proved;
  /** Which part of the file is the model, where somebody has said it. */
  entry: string | null;
  /** The shapes of its inputs, where somebody has said them. */
  shapes: string | null;
  /** How its answers differ from those of the model before. */
  compared?: Comparison;
  /** What a project keeps of it, by emitted path. */
  files: Map<string, string>;
}

const MOST_MADE = 1000;
const MOST_GIVEN = 10_000;

/**
 * Converts a trained model to ONNX in a sandbox, and proves that the result answers as the original does.
 * @param file  absolute, with what reading it has told
 * @throws UserError  what stands against it (exit 2); a step that failed (exit 1)
 * @throws Interrupted  after Ctrl-C; nothing is left
 */
export async function convert(
  file: string,
  known: Pick<Known, 'reading'>,
  options: ConvertOptions,
  io: Io,
): Promise<Converted> {
  const { source } = known.reading;
  const data = await dataFile(options.data, options.cwd);
  const requirements = await requirementsFor(librariesOf(source));
  const folder = temporaryFolder('convert');
  return interruptible(async (signal) => {
    const place = await openPlace({ known, requirements, options }, io, signal);
    const request = requestFor(file, source, { ...options, data });
    io.say(`converting ${request.file} (${place.about})`);
    const answers = path.join(folder, 'answer');
    const { answer, asked } = await convertedIn(place, { file, request, data, folder: answers }, io);
    for (const line of noticesOf(answer)) io.say(`notice: ${line}`);
    io.say('comparing its answers with the original’s');
    const ask = (rows: Asked): Promise<Answers> => askService(place.serve, rows);
    const { best, attempts } = await prove(answer.candidates, answers, ask);
    requirePassed(best, attempts, options.acceptDifferences === true);
    const proof: Proof = { ...best.verdict.proof, ...(!best.verdict.passed && { accepted: true as const }) };
    const sha256 = await sha256OfModel(file);
    const sandbox = { ...requirements, image: place.image };
    io.say(`${proof.accepted ? 'accepted, though it differs' : 'proved'}: ${proof.summary}`);
    const compared = await compareAndTell(best, { previous: options.previous, sha256, ask }, io);
    const found = { file: request.file, sha256, answer, sandbox, proved: best, attempts, proof, compared };
    const report = reportOf(found);
    const files = await projectFiles({ requirements, request: asked, report });
    const { entry, shapes } = asked;
    const said = { entry, shapes, ...(compared && { compared }) };
    return { onnx: best.onnx, file, report, proof, proved: best, ...said, files };
  });
}

function requestFor(
  file: string,
  source: Source,
  { entry, shapes, data }: Pick<ConvertOptions, 'entry' | 'shapes'> & { data: Data | undefined },
): Request {
  return {
    file: path.basename(file),
    format: formatOf(source),
    framework: source.framework,
    entry: entry ?? null,
    inside: insideOf(source)?.split(path.sep).join('/') ?? null,
    shapes: shapes ?? null,
    data: data?.name ?? null,
    rows: data === undefined ? MOST_MADE : MOST_GIVEN,
  };
}

function noticesOf({ notes, ignoredColumns }: Answer): string[] {
  if (ignoredColumns.length === 0) return notes;
  return [...notes, `the model does not take these columns of the data: ${ignoredColumns.join(', ')}`];
}
