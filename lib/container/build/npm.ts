import { readFile } from 'node:fs/promises';
import { parse } from 'ini';
import { call, linesOf } from '../engine/cli.ts';

/** Its packages need neither another address nor a name and a password. */
const PUBLIC_REGISTRY = /^https?:\/\/registry\.npmjs\.org\/?$/;
/** Settings of the network that npm takes from its files. */
const NETWORK = ['proxy', 'https-proxy', 'noproxy', 'strict-ssl', 'fetch-retries', 'fetch-timeout'];
const CREDENTIALS = ['_authToken', '_auth', 'username', '_password', 'email'];

/**
 * What npm on this machine has been told about registries and proxies, as lines of an .npmrc; none where it is all as
 * it comes. Credentials only for the registries named, and none for the public one. They are secret.
 * @param directory  the project, whose own .npmrc counts as well
 */
export async function npmSettings(directory: string, signal?: AbortSignal): Promise<string[]> {
  const asked = ['registry', 'userconfig', 'globalconfig'];
  const { exitCode, stdout } = await call('npm', ['config', 'get', ...asked], { signal, cwd: directory });
  // Without npm, or with one that is broken, there are no settings to keep to.
  if (exitCode !== 0) return [];
  const { registry, userconfig, globalconfig } = Object.fromEntries(linesOf(stdout).map(splitLine));
  const files = [globalconfig, userconfig].filter((file) => file !== undefined);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return chosenSettings(registry, Object.fromEntries(texts.flatMap((text) => readNpmrc(text, process.env))));
}

/** A file with certificates that npm or Node on this machine trusts; undefined where they have been told of none. */
export async function knownCaFile(directory: string): Promise<string | undefined> {
  const { exitCode, stdout } = await call('npm', ['config', 'get', 'cafile'], { cwd: directory });
  const cafile = exitCode === 0 ? stdout.trim() : '';
  return cafile !== '' && cafile !== 'null' ? cafile : process.env.NODE_EXTRA_CA_CERTS || undefined;
}

/** The settings of an .npmrc, read by the library that npm itself uses, `${VARIABLE}` replaced from `env`. */
export function readNpmrc(text: string, env: NodeJS.ProcessEnv): [string, string][] {
  const known = text.replace(/\$\{(\w+)\}/g, (whole, name: string) => env[name] ?? whole);
  return Object.entries(parse(known)).flatMap(([key, value]) =>
    typeof value === 'object' ? [] : [[key, String(value)] as [string, string]],
  );
}

/** The settings that a build needs in order to reach the same packages. */
export function chosenSettings(registry: string | undefined, settings: Record<string, string>): string[] {
  const registries = Object.entries(settings).filter(([key]) => /^@[^:]+:registry$/.test(key));
  if (registry !== undefined) registries.unshift(['registry', registry]);
  const own = registries.filter(([, url]) => !PUBLIC_REGISTRY.test(url));
  const isForOne = (key: string): boolean => {
    const [, address, name] = /^(\/\/.*):(\w+)$/.exec(key) ?? [];
    const isCredential = name !== undefined && CREDENTIALS.includes(name);
    return isCredential && own.some(([, url]) => withSlash(url).startsWith(address!));
  };
  const others = Object.entries(settings).filter(([key]) => NETWORK.includes(key) || isForOne(key));
  return [...own, ...others].map(([key, value]) => `${key}=${value}`);
}

/** `https://host/path` → `//host/path/`, as the keys of credentials begin. */
function withSlash(url: string): string {
  return url.replace(/^https?:/, '').replace(/\/*$/, '/');
}

function splitLine(line: string): [string, string] {
  const [key = '', ...value] = line.split('=');
  return [
    key.trim(),
    value
      .join('=')
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2'),
  ];
}
