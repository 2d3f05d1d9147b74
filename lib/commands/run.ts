import { UserError } from '../errors.ts';
import { preflight } from '../container/preflight/preflight.ts';
import type { Engine } from '../container/engine/engine.ts';
import { firstPrediction, notAnswered } from '../container/run/first-prediction.ts';
import { followLog } from '../container/run/follow-log.ts';
import { waitUntilHealthy } from '../container/run/health.ts';
import { hostAddress } from '../container/engine/host.ts';
import { kindOf } from '../container/engine/kinds.ts';
import { findImage } from '../container/engine/image.ts';
import { interruptible } from '../container/engine/interrupt.ts';
import { nextSteps } from '../container/run/next-steps.ts';
import { waitUntilReady } from '../container/run/ready.ts';
import { discardOwn, replaceOwn, startContainer, stopContainer } from '../container/run/docker-run.ts';
import {
  checkTogether,
  valueIn,
  type RunOptions as Limits,
  type Together,
} from '../container/run/options.ts';
import { readProject, type Project } from '../project/project.ts';
import { build } from './build.ts';
import { subjectOf } from './preflight-subject.ts';
import { tellOutdated } from './tell-outdated.ts';
import type { Io } from '../io/io.ts';
import { parseJson } from '../json.ts';

export interface RunOptions extends Limits, Together {
  /** The project's folder, absolute. */
  directory: string;
  /** docker or podman; the first one that answers where it is absent. */
  engine?: string;
  /** The port on the host; the project's own where it is absent. */
  hostPort?: number;
  /** Builds the image again first, from the newest base image. */
  pull?: boolean;
  /** Replaces a running container of this project without a question. */
  yes?: boolean;
}

export interface RunResult {
  engine: string;
  container: string;
  /** Where the API answers: `http://localhost:8000`. */
  url: string;
  request: unknown;
  answer?: unknown;
  /** What came instead of an answer, where the model does not answer the example. */
  rejection?: string;
  /** Seconds from the start until /readyz answered 200. */
  readyAfter: number;
  /** What the engine's health check said; absent where the image has none. */
  health?: string;
}

/**
 * `ml-docker run`: a container of the project's image, started, ready, and asked for its first prediction. Builds
 * the image where there is none.
 * @throws UserError  no project, flags that cannot be used together (2); something in the way, a step failed, or the model
 *   does not answer its example (1)
 * @throws Interrupted  after Ctrl-C; the container that was being started is removed, one that was attached is stopped
 */
export async function run(options: RunOptions, io: Io): Promise<RunResult> {
  checkTogether(options);
  const project = await readProject(options.directory);
  const { name } = project.answers;
  const subject = { engine: options.engine, project: await subjectOf(project, options) };
  const engine = await interruptible((signal) => preflight('run', subject, io, signal));
  const image = await findImage(engine, name);
  if (image === undefined) io.say(`There is no image ${name} yet.`);
  const { directory, pull = false } = options;
  if (image === undefined || pull) await build({ directory, engine: engine.name, pull }, io);
  else await tellOutdated(image, project, 'ml-docker run', io);
  return interruptible((signal) => start(engine, project, { ...options, io, signal }));
}

interface Start extends RunOptions {
  io: Io;
  signal: AbortSignal;
}

async function start(engine: Engine, project: Project, options: Start): Promise<RunResult> {
  const { hostPort = project.answers.port, yes, attach = false, io, signal } = options;
  const { name, port } = project.answers;
  const url = `http://${await hostAddress(engine, signal)}:${hostPort}`;
  await replaceOwn(engine, { name, yes }, io, signal);
  await startContainer(engine, { ...options, name, port, hostPort }, io, signal);
  const result = await greet(engine, project, { ...options, url }).catch(async (error: unknown) => {
    await clearUp(engine, name, error, options);
    throw error;
  });
  if (attach) await followLog(engine, name, io, signal);
  if (result.rejection !== undefined) {
    throw notAnswered(url, { card: project.card, name, directory: project.directory }, result.rejection);
  }
  return result;
}

/** A container that failed is kept for its log; one that was only interrupted is not. */
async function clearUp(
  engine: Engine,
  name: string,
  error: unknown,
  { signal, restart = 'no', io }: Start,
): Promise<void> {
  if (signal.aborted) return discardOwn(engine, name);
  const hasEnded = error instanceof UserError && error.code === 'container-ended';
  // It would be started again and again.
  if (hasEnded && restart !== 'no') await stopContainer(engine, name, io);
}

interface Greeting extends Start {
  url: string;
}

/** From a container that has just been started to the first answer and the ways to go on. */
async function greet(
  engine: Engine,
  project: Project,
  { url, env = [], attach = false, io, signal }: Greeting,
): Promise<RunResult> {
  const { name } = project.answers;
  const apiKey = valueIn(env, 'API_KEY');
  const readyAfter = (await waitUntilReady(engine, url, { name, signal })) / 1000;
  io.say(`ready after ${readyAfter.toFixed(1)} s`);
  const asked = { card: project.card, name, directory: project.directory };
  const { request, answer, rejection } = await firstPrediction(url, asked, io, { apiKey, signal });
  if (kindOf(engine).runsHealthChecks) {
    io.say('waiting for the health check in the image, which runs every 5 s …');
  }
  const health = await waitUntilHealthy(engine, { name, signal });
  const hasKey = apiKey !== undefined;
  const shown = rejection === undefined ? request : undefined;
  for (const line of nextSteps({ engine, name, url, request: shown, health, hasKey, attach })) io.say(line);
  return {
    engine: engine.name,
    container: name,
    url,
    request,
    ...(answer !== undefined && { answer: parseJson(answer) }),
    ...(rejection !== undefined && { rejection }),
    readyAfter,
    ...(health !== undefined && { health }),
  };
}
