import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { Answers } from '../../interview/answers.ts';
import { MIN_NODE } from '../../container/values/base-image.ts';
import { nextStep, type NextStep } from '../../interview/questions.ts';
import { hostNodeRunsService } from '../../project/host-node.ts';
import { lockFits } from '../../project/package-lock.ts';
import { npmInDocker } from '../../project/in-docker.ts';
import { LOCK_COMMAND, npm } from '../../project/npm.ts';
import { GOLDEN } from '../../project/plan.ts';
import { recordLock } from '../../project/write.ts';
import { build, type BuildResult } from '../build.ts';
import type { Prepared } from './prepare.ts';
import type { Io } from '../../io/io.ts';
import { shellWord, shownFolder } from '../../io/shell.ts';
import { leavable } from '../../io/stop.ts';
import { hasRecord, record, toRecord } from '../record.ts';
import { run, type RunResult } from '../run.ts';
import { tellIgnored } from '../tell-ignored.ts';

/** What the main command did, as `--json` prints it. */
export interface CreateResult {
  directory: string;
  name: string;
  /** The same run as one command line. */
  command: string;
  files: { path: string; from?: string; status: string }[];
  build?: BuildResult;
  run?: RunResult;
}

/**
 * The main command after the files are written: the lock where it must change, the last question, build, run, or
 * else the install step.
 * @throws UserError  (exit 1) where a step failed; the project stays as it is, complete and usable
 */
export async function finish(prepared: Prepared, io: Io): Promise<CreateResult> {
  const { directory, answers, flags, changes } = prepared;
  const result: CreateResult = {
    directory,
    name: answers.name,
    command: prepared.command('neither'),
    files: prepared.files,
  };
  if (flags.dryRun === true) return result;
  await tellIgnored(directory, prepared.files, io);
  await repairLock(prepared, io);
  const isNews = changes.some(({ status }) => ['create', 'update', 'move'].includes(status));
  const next = await chooseNext(prepared, io);
  result.command = prepared.command(next);
  const options = { directory, ...(flags.engine !== undefined && { engine: flags.engine }) };
  const { platform, caFile, pull } = flags;
  const asked = { ...(platform && { platform }), ...(caFile && { caFile }), ...(pull && { pull }) };
  if (next !== 'neither') result.build = await build({ ...options, ...asked }, io);
  else if (isNews) await install(prepared, io);
  if (next === 'run')
    result.run = await run({ ...options, ...(flags.yes !== undefined && { yes: flags.yes }) }, io);
  await tellMissingGolden(prepared, io);
  if (next !== 'neither' || isNews) for (const line of closing(prepared, next)) io.say(line);
  return result;
}

/** A lock that lacks a layer's dependencies would stop `npm ci`, here and in the image. */
async function repairLock({ directory, flags }: Prepared, io: Io): Promise<void> {
  const read = (file: string): Promise<string> => readFile(path.join(directory, file), 'utf8');
  const isThere = (file: string): boolean => existsSync(path.join(directory, file));
  if (!isThere('package-lock.json') || !isThere('package.json')) return;
  if (lockFits(await read('package-lock.json'), await read('package.json'))) return;
  if (flags.skipInstall !== true) {
    await npm(LOCK_COMMAND, directory, io);
    await recordLock(directory, io);
    return;
  }
  const shown = `npm ${LOCK_COMMAND.join(' ')}`;
  io.say(`The layers add dependencies that package-lock.json lacks. Before you build: ${shown}`);
  if (flags.build !== true && flags.run !== true) return;
  throw new UserError({
    code: 'lock-stale',
    what: 'package-lock.json lacks dependencies of package.json, so the image cannot be built',
    where: directory,
    next: [`go there and type: ${shown}`, 'or leave out --skip-install'],
    exitCode: 1,
  });
}

async function chooseNext(prepared: Prepared, io: Io): Promise<NextStep> {
  const { directory, flags } = prepared;
  if (flags.run === true) return 'run';
  if (flags.build === true) return 'build';
  if (!io.interactive) return 'neither';
  const next = [...enter(directory), 'ml-docker run'].join(' && ');
  const line = `stopped; the project is in ${shownFolder(directory)}, and nothing was built; next: ${next}`;
  return leavable(line, () => io.ask(nextStep));
}

/** Only where it helps: on a Node that can run the service, and unless it was declined. */
async function install({ directory, flags, changes }: Prepared, io: Io): Promise<void> {
  // A layer may have put something else in the place of the service.
  if (!existsSync(path.join(directory, 'package-lock.json'))) return;
  const isNew = changes.some(
    ({ path: file, status }) => file === 'package-lock.json' && status !== 'unchanged',
  );
  if (!isNew && existsSync(path.join(directory, 'node_modules'))) return;
  if (flags.skipInstall === true) return io.say('npm ci was skipped (--skip-install)');
  if (!hostNodeRunsService()) {
    io.say(
      `npm ci was skipped: the service needs Node ${MIN_NODE.join('.')} or later, and this is ${process.version}. ` +
        'Docker needs nothing of it; it runs the tests as well:',
    );
    return io.say(`  ${npmInDocker(directory, 'test', flags.engine)}`);
  }
  await npm(['ci'], directory, io);
  if (existsSync(path.join(directory, ...GOLDEN.split('/'))) || !(await hasRecord(directory))) return;
  await record(directory, io);
}

/** Without right answers, `npm test` cannot tell a wrong one: said whatever was done last. */
async function tellMissingGolden({ directory, flags }: Prepared, io: Io): Promise<void> {
  const typed = await toRecord(directory, flags.engine);
  if (typed === undefined) return;
  io.say(`notice: there is no ${GOLDEN} yet, the answer that the tests look for; to record it:`);
  io.say(`  ${typed}`);
}

/** The command that leads into a project, where one is not there already. */
function enter(directory: string): string[] {
  const folder = shownFolder(directory);
  return folder === '.' ? [] : [`cd ${shellWord(folder)}`];
}

/** The commands from a project to a container that runs, without those that were run already. */
export function stepsToRun(directory: string, { name, port }: Answers, next: NextStep): string[] {
  return [
    ...enter(directory),
    ...(next === 'neither' ? [`docker build -t ${name} .`] : []),
    ...(next === 'run' ? [] : [`docker run -d --init --name ${name} -p ${port}:${port} ${name}`]),
  ];
}

function closing({ directory, answers, command }: Prepared, next: NextStep): string[] {
  const steps = [...stepsToRun(directory, answers, next), 'or, with a first prediction: ml-docker run'];
  const todo = next === 'run' ? [] : ['', 'Next:', ...steps.map((step) => `  ${step}`)];
  return [...todo, '', 'The same again, without questions:', `  ${command(next)}`];
}
