import { findEngine, type Engine } from '../container/engine.ts';
import { hostAddress } from '../container/host.ts';
import { findImage } from '../container/image.ts';
import { interruptible } from '../container/interrupt.ts';
import { nextSteps } from '../container/next-steps.ts';
import { portHolder } from '../container/published-port.ts';
import { documentedExample, predict, shorten } from '../container/predict.ts';
import { waitUntilHealthy, waitUntilReady } from '../container/ready.ts';
import { discardOwn, portTaken, replaceOwn, startContainer } from '../container/docker-run.ts';
import { nextFreePort } from '../interview/port.ts';
import { readProject, type Project } from '../project/project.ts';
import { build } from './build.ts';
import type { Io } from '../io.ts';
import { compactJson, parseJson } from '../json.ts';

export interface RunOptions {
  /** The project's folder, absolute. */
  directory: string;
  /** docker or podman; the first one that answers where it is absent. */
  engine?: string;
  /** The port on the host; the project's own where it is absent. */
  hostPort?: number;
  /** Replaces a running container of this project without a question. */
  yes?: boolean;
}

export interface RunResult {
  engine: string;
  container: string;
  /** Where the API answers: `http://localhost:8000`. */
  url: string;
  request: unknown;
  answer: unknown;
  /** Seconds from the start until /readyz answered 200. */
  readyAfter: number;
}

const SHOWN_CHARACTERS = 400;

/**
 * `ml-docker run`: a container of the project's image, started, ready, and asked for its first prediction. Builds
 * the image where there is none.
 * @throws UserError  no project (2); no engine, or a step failed (1)
 * @throws Interrupted  after Ctrl-C; the container that was being started is removed
 */
export async function run(options: RunOptions, io: Io): Promise<RunResult> {
  const project = await readProject(options.directory);
  const { name } = project.answers;
  const engine = await findEngine(options.engine);
  if ((await findImage(engine, name)) === undefined) {
    io.say(`There is no image ${name} yet.`);
    await build({ directory: options.directory, engine: engine.name }, io);
  }
  return interruptible((signal) => start(engine, project, { ...options, io, signal }));
}

interface Start extends RunOptions {
  io: Io;
  signal: AbortSignal;
}

async function start(
  engine: Engine,
  project: Project,
  { hostPort, yes, io, signal }: Start,
): Promise<RunResult> {
  const { name, port } = project.answers;
  const published = hostPort ?? port;
  const host = await hostAddress(engine, signal);
  const holder = await portHolder(published, { name, engine, local: host === 'localhost', signal });
  if (holder !== undefined) {
    throw portTaken(published, { holder: holder.container, free: await nextFreePort(published + 1) });
  }
  await replaceOwn(engine, { name, yes }, io, signal);
  await startContainer(engine, { name, port, hostPort: published }, io, signal);
  try {
    return await greet(engine, project, { url: `http://${host}:${published}`, io, signal });
  } catch (error) {
    // A container that failed is kept for its log; one that was only interrupted is not.
    if (signal.aborted) await discardOwn(engine, name);
    throw error;
  }
}

interface Greeting {
  url: string;
  io: Io;
  signal: AbortSignal;
}

/** From a container that has just been started to the first answer and the ways to go on. */
async function greet(engine: Engine, project: Project, { url, io, signal }: Greeting): Promise<RunResult> {
  const { name } = project.answers;
  const readyAfter = (await waitUntilReady(engine, url, { name, signal })) / 1000;
  io.say(`ready after ${readyAfter.toFixed(1)} s`);
  const request = (await documentedExample(url, signal)) ?? project.card.example;
  const answer = await predict(url, request, signal);
  io.say('');
  io.say(`First prediction, POST ${url}/predict:`);
  io.say(`  ${shorten(compactJson(request), SHOWN_CHARACTERS)}`);
  io.say(`  ${shorten(answer, SHOWN_CHARACTERS)}`);
  io.say('');
  const health = await healthOf(engine, name, { io, signal });
  for (const line of nextSteps({ engine, name, url, request, health })) io.say(line);
  return { engine: engine.name, container: name, url, request, answer: parseJson(answer), readyAfter };
}

/** What `docker ps` will say; podman has no clock for health checks where there is no systemd. */
async function healthOf(
  engine: Engine,
  name: string,
  { io, signal }: Pick<Greeting, 'io' | 'signal'>,
): Promise<string | undefined> {
  if (engine.name !== 'docker') return undefined;
  io.say('waiting for the health check in the image, which comes every 5 s …');
  return waitUntilHealthy(engine, { name, signal });
}
