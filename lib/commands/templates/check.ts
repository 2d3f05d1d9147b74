import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { Flags } from '../../interview/answers.ts';
import { counted } from '../../io/text.ts';
import type { Io } from '../../io/io.ts';
import { checkLayer, type Checked } from '../../check/check.ts';
import { problemLines } from '../../check/problem.ts';
import { NO_CONFIG } from '../../layers/config.ts';
import { requireTrust } from '../../layers/consent.ts';
import { PROJECT_TEMPLATES } from '../../layers/open.ts';
import { judgeNames } from '../../layers/layer.ts';

export interface CheckOptions {
  /** Absolute path of the working folder. */
  cwd: string;
  /** The layer; the project's own where it is absent. */
  folder: string | undefined;
  flags: Flags;
}

/** What `templates check --json` prints. */
export interface CheckResult extends Checked {
  /** Absolute path of the layer. */
  directory: string;
}

/**
 * `ml-docker templates check [DIR]`: tries a layer in many projects, and tells all its faults with file and line.
 * @throws UserError  (exit 2) where there is no such folder, or nobody has agreed to a project's templates
 */
export async function checkTemplates({ cwd, folder, flags }: CheckOptions, io: Io): Promise<CheckResult> {
  const own = path.join(cwd, ...PROJECT_TEMPLATES.split('/'));
  const directory = folder === undefined ? own : path.resolve(cwd, folder);
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    throw missing(directory, folder === undefined);
  if (folder === undefined) {
    const { files } = await judgeNames(own);
    const layer = { name: PROJECT_TEMPLATES, directory: own, config: NO_CONFIG, files, source: own };
    await requireTrust(
      [{ layer, isNamed: false, isOfProject: true }],
      { directory: cwd, trust: flags.trust === true },
      io,
    );
  }
  const checked = await checkLayer(directory);
  const { problems, files, combinations } = checked;
  if (flags.json !== true) {
    for (const problem of problems) for (const line of problemLines(problem)) io.say(line);
    const found = problems.length === 0 ? 'nothing is wrong' : counted(problems.length, 'fault');
    io.say(`${counted(files, 'file')}, tried in ${combinations} projects: ${found}`);
  }
  return { directory, ...checked };
}

function missing(directory: string, isOwn: boolean): UserError {
  return new UserError({
    code: 'check-folder',
    what: isOwn
      ? 'There are no templates of its own in this project'
      : `There is no folder ${directory} to check`,
    where: directory,
    next: [
      'name the folder of a layer: ml-docker templates check FOLDER',
      'or begin one: ml-docker templates eject PATH',
    ],
  });
}
