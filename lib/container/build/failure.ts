import { stripVTControlCharacters } from 'node:util';
import { UserError } from '../../errors.ts';
import type { BuildRequest } from './arguments.ts';
import { BUILD_CAUSES } from './causes.ts';
import { knownCaFile } from './npm.ts';
import { linesOf } from '../engine/cli.ts';
import type { Engine } from '../engine/engine.ts';

const SHOWN_LINES = 20;

/** What a diagnosis may go into. */
export interface FailedBuild {
  /** The command, as it was printed. */
  where: string;
  /** The file with all of the output. */
  log: string;
  engine: Engine;
  request: BuildRequest;
}

/** Why a build failed, as far as its output tells: the step's last lines, and a known cause where one fits. */
export async function buildFailed(output: string, build: FailedBuild): Promise<UserError> {
  const step = failedStep(output);
  const cause = BUILD_CAUSES.find(({ pattern }) => step.some((line) => pattern.test(line)));
  const telling = step.filter((line) => cause?.telling?.test(line));
  const facts = {
    engine: build.engine,
    request: build.request,
    hostCaFile: await knownCaFile(build.request.directory),
  };
  const next = typeof cause?.next === 'function' ? cause.next(facts) : cause?.next;
  return new UserError({
    code: cause?.code ?? 'build-failed',
    what: cause?.what ?? 'The image could not be built',
    where: build.where,
    details: (telling.length > 0 ? [...new Set(telling)] : step).slice(-SHOWN_LINES),
    next: [
      ...(next ?? ['fix what the lines above name, then: ml-docker build']),
      `all of the output: ${build.log}`,
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
  const written = lines
    .map((line) => own.exec(line)?.[1] ?? '')
    .filter((line) => line.trim() !== '' && !/^(sha256:\w+|\.\.\.|DONE|CACHED)/.test(line));
  // The last line of all sums it up, at times with a reason that the step does not give.
  return [...new Set([...written, lines.at(-1)!])];
}
