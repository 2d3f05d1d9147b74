import path from 'node:path';
import { UserError } from '../errors.ts';
import type { Known } from '../formats/known.ts';
import type { Io } from '../io/io.ts';
import { interruptible } from '../container/engine/interrupt.ts';
import type { Proof } from '../onnx/card/card.ts';
import { projectFiles } from './files.ts';
import { type Data, dataFile } from './data.ts';
import { openPlace, type Place } from './place.ts';
import { askService } from './proof/answers.ts';
import { prove, type Proved, requirePassed } from './proof/prove.ts';
import { type Report, reportOf } from './report.ts';
import { requirementsFor } from './requirements.ts';
import { formatOf, librariesOf } from './scope.ts';
import { sha256OfModel } from './sha256.ts';
import { temporaryFolder } from './temporary.ts';
import type { Answer } from './sandbox/answer.ts';
import type { Request } from './sandbox/pack.ts';
import { runSandbox } from './sandbox/run.ts';

/** What somebody says about how a model is to be converted. */
export interface ConvertOptions {
  /** Absolute path that relative ones start from. */
  cwd: string;
  /** Rows: a path. */
  data?: string | undefined;
  /** Which part of a dict or tuple is the model. */
  entry?: string | undefined;
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
}

/** What came of a conversion. Its files are removed when this process ends. */
export interface Converted {
  /** The ONNX file, absolute. */
  onnx: string;
  report: Report;
  proof: Proof;
  proved: Proved;
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
    const request: Request = {
      file: path.basename(file),
      format: formatOf(source),
      framework: source.framework,
      entry: options.entry ?? null,
      data: data?.name ?? null,
      rows: data === undefined ? MOST_MADE : MOST_GIVEN,
    };
    io.say(`converting ${request.file} (${place.about})`);
    const { answer, asked } = await convertedIn(place, { file, request, data, folder }, io);
    for (const line of answer.notes) io.say(`notice: ${line}`);
    if (answer.ignoredColumns.length > 0)
      io.say(
        `notice: the model does not take these columns of the data: ${answer.ignoredColumns.join(', ')}`,
      );
    io.say('comparing its answers with the original’s');
    const { best, attempts } = await prove(answer.candidates, path.join(folder, 'answer'), (asked) =>
      askService(place.serve, asked),
    );
    requirePassed(best, attempts, options.acceptDifferences === true);
    const proof: Proof = { ...best.verdict.proof, ...(!best.verdict.passed && { accepted: true as const }) };
    const sha256 = await sha256OfModel(file);
    const sandbox = { ...requirements, image: place.image };
    const report = reportOf({ file: request.file, sha256, answer, sandbox, proved: best, attempts, proof });
    io.say(`${proof.accepted ? 'accepted, though it differs' : 'proved'}: ${proof.summary}`);
    const files = await projectFiles({ requirements, request: asked, report });
    return { onnx: best.onnx, report, proof, proved: best, files };
  });
}

interface Job {
  file: string;
  request: Request;
  data: Data | undefined;
  folder: string;
}

/** Which part of several is the model is asked, where somebody is there. */
async function convertedIn(
  place: Place,
  { file, request, data, folder }: Job,
  io: Io,
): Promise<{ answer: Answer; asked: Request }> {
  const given = { model: file, data: data?.file };
  const answer = await runSandbox(place.convert, { request, given, folder: path.join(folder, 'answer') });
  if (answer.status === 'converted' && answer.candidates.length > 0) return { answer, asked: request };
  if (answer.entries.length === 0 || request.entry !== null || !io.interactive)
    throw refused(request.file, answer);
  const entry = await io.ask<string>({
    name: 'entry',
    type: 'select',
    message: 'Which of these is the model?',
    choices: answer.entries.map((name) => ({ name, value: name })),
  });
  return convertedIn(place, { file, request: { ...request, entry }, data, folder }, io);
}

function refused(file: string, { message, hint, entries }: Answer): UserError {
  return new UserError({
    code: 'convert-refused',
    what: message ?? 'The model cannot be converted',
    where: file,
    next: [
      ...(hint === null ? [] : [hint]),
      ...(entries.length > 0
        ? [`say which part is the model: ${entries.map((name) => `--entry ${name}`).join(', ')}`]
        : []),
      'or convert it yourself: docs/convert.md',
    ],
  });
}
