import { UserError } from '../../errors.ts';
import { findEngine } from '../../container/engine/engine.ts';
import { interruptible } from '../../container/engine/interrupt.ts';
import { openService } from '../../convert/place.ts';
import type { Run } from '../../convert/sandbox/run.ts';
import { DEFAULT_BASE_IMAGE } from '../../defaults.ts';
import type { Flags } from '../../interview/answers.ts';
import type { Io } from '../../io/io.ts';
import { findProject } from '../../project/project.ts';
import { type Compared, compareOutputs, comparisonLines } from './differing.ts';
import { MOST_ROWS, readRows, rowsFile } from './rows.ts';
import { fileSide, type Side, urlSide } from './side.ts';

export interface CompareOptions {
  cwd: string;
  /** Two files, `sample:NAME`, or addresses of services. */
  before: string | undefined;
  after: string | undefined;
  flags: Flags;
}

/** What `ml-docker compare --json` prints. */
export interface CompareResult extends Compared {
  old: string;
  new: string;
  rows: number;
}

/**
 * `ml-docker compare OLD NEW --data FILE`: the same rows, answered by both, and how the answers differ. Files are answered by
 * the service in a container, as a project's are; addresses by what runs there.
 * @throws UserError  what cannot be compared (exit 2); a step that failed (exit 1)
 */
export async function compareModels(
  { cwd, before, after, flags }: CompareOptions,
  io: Io,
): Promise<CompareResult> {
  if (before === undefined || after === undefined) throw twoNeeded();
  const file = await rowsFile(flags.data, cwd);
  return interruptible(async (signal) => {
    const project = await findProject(cwd);
    const columns = (project?.card.columns ?? []).map(({ name }) => name);
    const baseImage = flags.baseImage ?? project?.answers.baseImage ?? DEFAULT_BASE_IMAGE;
    let service: Promise<Run> | undefined;
    const open = async (): Promise<Run> =>
      openService(await findEngine(flags.engine, signal), baseImage, io, signal);
    const side = async (name: string): Promise<Side> =>
      isUrl(name) ? urlSide(name) : fileSide(name, { cwd, columns, run: await (service ??= open()) });
    const sides = [await side(before), await side(after)] as const;
    const rows = [await readRows(file, sides[0].card), await readRows(file, sides[1].card)] as const;
    if (rows[0].isCut) io.say(`notice: the first ${MOST_ROWS} rows are compared`);
    const [old, now] = [await answers(sides[0], rows[0]), await answers(sides[1], rows[1])];
    const compared = compareOutputs(old, now, sides[0].card.outputs);
    for (const line of comparisonLines(compared, rows[0].count)) io.say(line);
    return { old: before, new: after, rows: rows[0].count, ...compared };
  });
}

function isUrl(name: string): boolean {
  return /^https?:\/\//.test(name);
}

async function answers(side: Side, rows: Parameters<Side['answer']>[0]): Promise<Record<string, unknown[]>> {
  const { outputs, refusal } = await side.answer(rows);
  if (outputs !== undefined) return outputs;
  throw new UserError({
    code: 'compare-refused',
    what: `${side.name} does not answer these rows`,
    details: [refusal],
    next: 'give rows that both take; ml-docker inspect FILE shows what a model takes',
    exitCode: 1,
  });
}

function twoNeeded(): UserError {
  return new UserError({
    code: 'argument-missing',
    what: 'Two models are needed to compare',
    next: 'name both: ml-docker compare OLD.onnx NEW.onnx --data FILE',
  });
}
