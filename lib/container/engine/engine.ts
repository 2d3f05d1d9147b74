import { UserError } from '../../errors.ts';
import { call, type CallResult } from './cli.ts';
import { noAnswer, notInstalled, windowsContainers } from './errors.ts';

export type EngineName = 'docker' | 'podman';

/** A container engine that answers. */
export interface Engine {
  /** Whose flags it takes. */
  name: EngineName;
  /** The program to call; `docker` is podman in disguise where podman-docker is installed. */
  command: string;
  version: string;
  /** The processor of the machine it runs on, in Docker's words: amd64, arm64. */
  arch: string;
}

/** In the order in which they are tried. */
export const ENGINES: readonly EngineName[] = ['docker', 'podman'];

/** A daemon at the other end of a network may be slow, but one that says nothing for so long is not there. */
const TIMEOUT_MS = 20_000;

/**
 * The engine called `wanted`, or the first one that answers.
 * @throws UserError  engine-unknown (exit 2); engine-not-installed, engine-not-running, engine-no-permission,
 *   engine-no-answer or engine-windows (exit 1): each with what to type next
 */
export async function findEngine(wanted?: string, signal?: AbortSignal): Promise<Engine> {
  if (wanted !== undefined && !ENGINES.includes(wanted as EngineName)) {
    throw new UserError({
      code: 'engine-unknown',
      what: `"${wanted}" is no engine that can be used here`,
      where: '--engine',
      next: `choose one of: ${ENGINES.join(', ')}`,
    });
  }
  const candidates = wanted === undefined ? ENGINES : [wanted as EngineName];
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

function ask(name: EngineName, signal: AbortSignal | undefined): Promise<CallResult> {
  const args = name === 'docker' ? ['version', '--format', '{{json .}}'] : ['info', '--format', '{{json .}}'];
  return call(name, args, { signal, timeout: TIMEOUT_MS });
}

interface DockerVersion {
  Client?: { Version?: string; OsArch?: string };
  Server?: { Version?: string; Arch?: string; Os?: string } | null;
}

interface PodmanInfo {
  host?: { arch?: string };
  version?: { Version?: string };
}

/** Takes the engine's own words; undefined where they tell of a client only. */
export function readEngine(name: EngineName, json: string): Engine | undefined {
  const answer = JSON.parse(json) as DockerVersion & PodmanInfo;
  if (name === 'podman') {
    return {
      name,
      command: name,
      version: answer.version?.Version ?? '',
      arch: answer.host?.arch ?? 'amd64',
    };
  }
  if (answer.Server) {
    if (answer.Server.Os === 'windows') throw windowsContainers();
    return { name, command: name, version: answer.Server.Version ?? '', arch: answer.Server.Arch ?? 'amd64' };
  }
  // podman-docker answers for its client only, with the processor as linux/amd64.
  const { Version: version, OsArch } = answer.Client ?? {};
  if (version === undefined || OsArch === undefined) return undefined;
  return { name: 'podman', command: name, version, arch: OsArch.split('/')[1] ?? 'amd64' };
}
