import { UserError } from '../../errors.ts';
import { call, type CallResult } from './cli.ts';
import { noAnswer, notInstalled } from './errors.ts';
import { engineNames, kindOf } from './kinds.ts';

/** A container engine that answers. */
export interface Engine {
  /** Whose flags it takes: docker, podman. */
  name: string;
  /** The program to call; `docker` is podman in disguise where podman-docker is installed. */
  command: string;
  version: string;
  /** The processor of the machine it runs on, in Docker's words: amd64, arm64. */
  arch: string;
}

/** A daemon at the other end of a network may be slow, but one that says nothing for so long is not there. */
const TIMEOUT_MS = 20_000;

/**
 * The engine called `wanted`, or the first one that answers.
 * @throws UserError  engine-unknown (exit 2); engine-not-installed, engine-not-running, engine-no-permission,
 *   engine-no-answer or engine-windows (exit 1): each with what to type next
 */
export async function findEngine(wanted?: string, signal?: AbortSignal): Promise<Engine> {
  const known = engineNames();
  if (wanted !== undefined && !known.includes(wanted)) {
    throw new UserError({
      code: 'engine-unknown',
      what: `"${wanted}" is not an engine that can be used here`,
      where: '--engine',
      next: `choose one of: ${known.join(', ')}`,
    });
  }
  const candidates = wanted === undefined ? known : [wanted];
  let failure: UserError | undefined;
  for (const name of candidates) {
    const result = await ask(name, signal);
    if (result.notFound) continue;
    const engine = result.exitCode === 0 ? readEngine(name, result.stdout) : undefined;
    if (engine !== undefined) return engine;
    failure ??= noAnswer(name, result.stderr);
  }
  throw failure ?? notInstalled(candidates);
}

function ask(name: string, signal: AbortSignal | undefined): Promise<CallResult> {
  return call(name, kindOf({ name }).question, { signal, timeout: TIMEOUT_MS });
}

/** Takes the engine's own words; undefined where they tell of a client only. */
export function readEngine(name: string, json: string): Engine | undefined {
  return kindOf({ name }).read(JSON.parse(json) as object, name);
}
