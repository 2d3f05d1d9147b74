import { npmSettings } from './npm.ts';
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
 * The way out that npm and other programs have on this machine, for `npm ci` in the build: registries, their
 * credentials, and proxies. All by name: the values are in `env`.
 */
export async function networkArguments(
  engine: Engine,
  directory: string,
  signal?: AbortSignal,
): Promise<{ args: string[]; env: Secretly }> {
  const npmrc = await npmSettings(directory, signal);
  const set = PROXIES.filter((name) => (process.env[name] ?? '') !== '');
  const env: Secretly = Object.fromEntries(set.map((name) => [name, process.env[name]!]));
  if (npmrc.length > 0) env.NPMRC = npmrc.join('\n');
  const names = Object.keys(env).filter((name) => name === 'NPMRC' || !kindOf(engine).handsProxiesOn);
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
