import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Comparison } from '../../convert/comparison.ts';
import { MIN_NODE } from '../../container/values/base-image.ts';
import type { Io } from '../../io/io.ts';
import { shownFolder } from '../../io/shell.ts';
import type { SignatureChange } from '../../onnx/compare/compare.ts';
import { version } from '../../package.ts';
import { lineWidth, wrap } from '../../io/wrap.ts';
import { hostNodeRunsService } from '../../project/host-node.ts';
import { npmInDocker } from '../../project/in-docker.ts';
import { GOLDEN } from '../../project/plan.ts';
import { write } from '../../project/write.ts';
import { stepsToRun } from '../create/finish.ts';
import { isNewModel, prepareExchange, type ExchangeOptions, type PreparedExchange } from './prepare.ts';
import { record } from '../record.ts';
import { tellIgnored } from '../tell-ignored.ts';

/** What `ml-docker model` did, as `--json` prints it. */
export interface ModelResult {
  directory: string;
  name: string;
  previous: { file: string; sha256: string };
  model: { file: string; sha256: string };
  /** What changes for clients. */
  changes: SignatureChange[];
  /** How the answers of a model that was converted differ from those of the previous one. */
  compared?: Comparison;
  /** What happened to which file; empty where the project has this model already. */
  files: { path: string; status: string }[];
}

/**
 * `ml-docker model FILE`: gives a project another model. The card, the golden answers and the texts that show the model
 * are renewed; everything else stays as it is.
 * @throws UserError  for a model that cannot be served, or that breaks clients (2); where it cannot be run (1)
 */
export async function exchangeModel(options: ExchangeOptions, io: Io): Promise<ModelResult> {
  const prepared = await prepareExchange(options, io);
  await writeExchange(prepared, io);
  return finishExchange(prepared, io);
}

/** Writes what was prepared; shows it only, with `--dry-run`. */
export async function writeExchange(prepared: PreparedExchange, io: Io): Promise<void> {
  const { project, chosen, flags, changes, own, manifest, givingWay, files } = prepared;
  const { directory } = project;
  if (files.length === 0) {
    return io.say(`${project.answers.name} has this model already: nothing to change`);
  }
  const where = shownFolder(directory);
  io.say(flags.dryRun === true ? `would write ${where}/` : `writing ${where}/`);
  for (const { path: file, status } of files) io.say(`  ${status.padEnd(8)} ${file}`);
  if (flags.dryRun === true) return;
  const { copy } = chosen;
  await write(
    {
      directory,
      changes,
      manifest,
      // All other files are still those of the version that wrote them.
      generator: manifest?.generator ?? version,
      layers: manifest?.layers ?? [],
      own,
      model: copy && { copy, givingWay },
    },
    io,
  );
}

/** After the files are written: the golden answers, where only a run can tell them, and what comes next. */
export async function finishExchange(prepared: PreparedExchange, io: Io): Promise<ModelResult> {
  const { project, chosen, flags, signatureChanges, files } = prepared;
  const { directory, answers } = project;
  const [previous, model] = [project.card, chosen.card].map(({ source: { file, sha256 } }) => ({
    file,
    sha256,
  }));
  if (files.length > 0 && flags.dryRun !== true) {
    await tellIgnored(directory, files, io);
    await renewAnswers(prepared, io);
    const steps = stepsToRun(directory, answers, 'neither');
    const all = [...steps, 'or, with a first prediction: ml-docker build, then ml-docker run'];
    for (const line of ['', 'Next:', ...all.map((step) => `  ${step}`)]) io.say(line);
    io.say('A running container has the previous model until ml-docker run replaces it.');
  }
  return {
    directory,
    name: answers.name,
    previous: previous!,
    model: model!,
    changes: signatureChanges,
    ...(chosen.compared && { compared: chosen.compared }),
    files,
  };
}

/** The answers to the requests of test/golden.json, where nothing but a run of the model tells them. */
async function renewAnswers(prepared: PreparedExchange, io: Io): Promise<void> {
  const { project, chosen, flags, signatureChanges } = prepared;
  const isRight = !isNewModel(prepared) && signatureChanges.length === 0;
  if (chosen.golden !== undefined || isRight) return;
  const { directory } = project;
  const runs = hostNodeRunsService() && existsSync(path.join(directory, 'node_modules'));
  if (runs && flags.skipInstall !== true) return record(directory, io);
  const state = existsSync(path.join(directory, ...GOLDEN.split('/')))
    ? `${GOLDEN} has the answers of the previous model; renew them in the project: npm run record`
    : `there is no ${GOLDEN} yet; make it in the project: npm run record`;
  const needs = runs ? '' : ` (after npm ci, with Node ${MIN_NODE.join('.')} or later)`;
  for (const line of wrap(`notice: ${state}${needs}`.split(' '), lineWidth(), '', '  ')) io.say(line);
  if (!hostNodeRunsService()) io.say(`  ${npmInDocker(directory, 'run record')}`);
}
