import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { UserError } from '../errors.ts';
import { BUILD_CAUSES } from './build-causes.ts';
import { linesOf } from './cli.ts';

const SHOWN_LINES = 20;

/**
 * Why a build failed, as far as its output tells: the step's last lines, a known cause where one fits, and a file
 * with all of it.
 * @param where  the command, as it was printed
 */
export async function buildFailed(where: string, output: string): Promise<UserError> {
  const log = path.join(await mkdtemp(path.join(tmpdir(), 'ml-docker-build-')), 'build.log');
  await writeFile(log, output);
  const step = failedStep(output);
  const cause = BUILD_CAUSES.find(({ pattern }) => step.some((line) => pattern.test(line)));
  const telling = step.filter((line) => cause?.telling?.test(line));
  return new UserError({
    code: cause?.code ?? 'build-failed',
    what: cause?.what ?? 'The image could not be built',
    where,
    details: (telling.length > 0 ? [...new Set(telling)] : step).slice(-SHOWN_LINES),
    next: [
      ...(cause?.next ?? ['mend what the lines above name, then: ml-docker build']),
      `all of the output: ${log}`,
    ],
    exitCode: 1,
  });
}

/** The lines of the step that failed, without colours and BuildKit's prefix; all lines where no step is to be seen. */
export function failedStep(output: string): string[] {
  const lines = linesOf(stripVTControlCharacters(output));
  const error = lines.map((line) => /^#(\d+) ERROR/.exec(line)).find((match) => match !== null);
  if (error) return buildKitStep(lines, error[1]!);
  // The classic builder writes "Step 4/25 : …", podman "[1/4] STEP 4/5: …" (or "STEP 4/5: …" with one stage).
  const start = lines.findLastIndex((line) => /^(Step \d+\/\d+ :|(\[\d+\/\d+\] )?STEP \d+\/\d+:)/.test(line));
  return lines.slice(Math.max(start, 0));
}

/** Steps run side by side in BuildKit, each line marked with its step: `#14 0.879 Error: …`. */
function buildKitStep(lines: string[], step: string): string[] {
  const own = new RegExp(`^#${step} (?:\\d+\\.\\d+ )?(.*)$`);
  return lines
    .map((line) => own.exec(line)?.[1] ?? '')
    .filter((line) => line.trim() !== '' && !/^(sha256:\w+|\.\.\.|DONE|CACHED)/.test(line));
}
