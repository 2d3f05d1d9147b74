import path from 'node:path';
import { readCertificates } from '../../container/build/ca-file.ts';
import type { Answers, Flags } from '../../interview/answers.ts';
import { modelPath } from '../../model/file.ts';
import type { NextStep } from '../../interview/questions.ts';
import { exactCommand } from '../../project/same-command.ts';
import { requireTrust } from '../../layers/consent.ts';
import { openLayers } from '../../layers/open.ts';
import { noticesOfMoved } from '../../layers/moved.ts';
import { questionsOf } from '../../layers/questions.ts';
import { withStepLayer, type Layer } from '../../layers/layer.ts';
import type { Card } from '../../onnx/card/card.ts';
import { readManifest, type Manifest } from '../../project/manifest.ts';
import { findProject, type Project } from '../../project/project.ts';
import type { Io } from '../../io/io.ts';
import { shownFolder } from '../../io/shell.ts';
import { ask } from './ask.ts';
import { withFirstWord } from './first-word.ts';
import { settle, type Settled } from './settle.ts';
import { refuseStray, remember, wantedLayers } from '../layers.ts';

export interface CreateOptions {
  /** Absolute path that relative ones start from. */
  cwd: string;
  /** The project's folder as it was typed; absent: here in a project, else ./NAME. */
  directory?: string;
  flags: Flags;
}

/** Everything decided, nothing written. */
export interface Prepared extends Settled {
  /** Absolute path of the project. */
  directory: string;
  answers: Answers;
  flags: Flags;
  layers: Manifest['layers'];
  /** The same run as one command line, with what became of the project. */
  command: (next: NextStep) => string;
}

/**
 * The main command up to the first write: asks, looks into the model, plans, and settles every conflict.
 * @throws UserError  (exit 2) for answers or a model that cannot be used, or files in the way
 */
export async function prepare(typed: CreateOptions, io: Io): Promise<Prepared> {
  const options = withFirstWord(typed);
  const { cwd, directory } = options;
  const flags = await withCaFileChecked(options.flags, cwd);
  const here = path.resolve(cwd, directory ?? '.');
  const project = await findProject(here);
  const place = {
    cwd,
    directory: directory === undefined && project === undefined ? undefined : here,
    project,
    manifest: project && (await readManifest(here)),
  };
  const opened = await openLayers(wantedLayers(flags, place));
  try {
    await requireTrust(opened.own, { directory: place.directory, trust: flags.trust === true }, io);
    return await prepareWith(opened.layers, options, { project, flags, io });
  } finally {
    await opened.close();
  }
}

async function prepareWith(
  opened: Layer[],
  options: CreateOptions,
  { project, flags, io }: { project: Project | undefined; flags: Flags; io: Io },
): Promise<Prepared> {
  const { cwd, directory } = options;
  const questions = questionsOf(opened);
  refuseStray(flags, questions);
  for (const line of noticesOfMoved(opened)) io.say(line);
  const { answers, model: chosen, columns, said } = await ask(options, { project, questions }, io);
  const layers = await withStepLayer(opened, chosen.preprocess?.step);
  const target = path.resolve(cwd, directory ?? (project === undefined ? answers.name : '.'));
  const { kept, recorded } = remember(answers, layers, target);
  const settled = await settle(
    { target, answers: kept, layers, chosen, source: modelPath(answers.model, cwd) },
    { flags, isNamed: columns !== undefined },
    io,
  );
  const given = { ...answers };
  // What the project remembers is not given again; the flag itself is.
  delete given.templates;
  return {
    directory: target,
    answers: kept,
    flags,
    layers: recorded,
    ...settled,
    command: (next) =>
      exactCommand(
        directory ?? shownFolder(target, cwd),
        given,
        {
          ...options.flags,
          ...(next !== 'neither' && { [next]: true }),
          ...(columns !== undefined && { columns }),
          ...said,
          ...(chosen.copy !== undefined && saidOf(chosen.card)),
          // The model that a project has is not given again.
          isModelKept: chosen.copy === undefined,
        },
        questions,
      ),
  };
}

/** That a file for the build is missing must be found out before anything is written. */
async function withCaFileChecked(flags: Flags, cwd: string): Promise<Flags> {
  if (flags.caFile === undefined) return flags;
  const caFile = path.resolve(cwd, flags.caFile);
  await readCertificates(caFile);
  return { ...flags, caFile };
}

/** Which part of its file the model is, and the shapes of its inputs, where that was asked. */
function saidOf({ source: { entry, shapes } }: Card): Flags {
  return { ...(entry !== undefined && { entry }), ...(shapes !== undefined && { shapes }) };
}
