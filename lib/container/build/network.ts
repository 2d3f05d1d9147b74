import { engineInfo } from '../engine/info.ts';
import type { Engine } from '../engine/engine.ts';
import { kindOf } from '../engine/kinds.ts';

/** Values that are passed by the environment, so that they stand on no command line and in no output. */
export type Secretly = Record<string, string>;

/** Build arguments that each builder knows without a line in the Dockerfile, and keeps out of an image's history. */
const PROXIES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'];

/** An address that means this machine, and inside a build the build. */
const LOOPBACK = /\/\/((?:[^@/\s]*@)?)(localhost|127(?:\.\d+){3}|\[::1\])(?=[:/\s]|$)/gm;

/**
 * The way out that programs have on this machine, for what a build installs: registries, their credentials, and proxies.
 * All by name: the values are in `env`.
 * @param settings  of the program that installs, by the name of the ARG that takes them: NPMRC, PIPCONF
 */
export async function networkArguments(
  engine: Engine,
  settings: Secretly,
  signal?: AbortSignal,
): Promise<{ args: string[]; env: Secretly }> {
  const set = PROXIES.filter((name) => (process.env[name] ?? '') !== '');
  const proxies: Secretly = Object.fromEntries(set.map((name) => [name, process.env[name]!]));
  const env = { ...proxies, ...settings };
  const names = [...(kindOf(engine).handsProxiesOn ? [] : set), ...Object.keys(settings)];
  const args = names.flatMap((name) => ['--build-arg', name]);
  if (!Object.values(env).some(namesLoopback)) return { args, env };
  const { isHere } = await engineInfo(engine, signal);
  if (isHere && process.platform === 'linux') return { args: ['--network', 'host', ...args], env };
  return {
    args,
    env: Object.fromEntries(Object.entries(env).map(([name, text]) => [name, outside(text, engine)])),
  };
}

function namesLoopback(text: string): boolean {
  return text.search(LOOPBACK) >= 0;
}

/** With the name by which an engine in a virtual machine knows the machine around it. */
export function outside(text: string, engine: Pick<Engine, 'name'>): string {
  return text.replace(LOOPBACK, `//$1${kindOf(engine).hostInside}`);
}
