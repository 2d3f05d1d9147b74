import { readFile } from 'node:fs/promises';
import { call, linesOf } from '../engine/cli.ts';

/** Settings of the network; what pip shows of a configuration is `SECTION.NAME='VALUE'`. */
const NETWORK = [
  'index-url',
  'extra-index-url',
  'trusted-host',
  'proxy',
  'timeout',
  'default-timeout',
  'retries',
];
/** Where a file with certificates is named, beside pip's own settings, first to last. */
const CERTIFICATES = ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE'];

/** How this machine reaches the packages of Python. An index may hold a token: it is secret. */
export interface PipSettings {
  /** Lines of a pip.conf; none where all is as it comes. */
  lines: string[];
  /** The certificates that pip trusts, as PEM; undefined where it has been told of none. */
  certificates?: string;
}

/**
 * What pip on this machine has been told about indexes, certificates and proxies, by its files and by PIP_… variables.
 * Without pip, what the variables say.
 */
export async function pipSettings(signal?: AbortSignal): Promise<PipSettings> {
  const said = (await configOf(['pip3', 'pip', 'python3', 'python'], signal)) ?? fromEnvironment(process.env);
  const file = said.get('cert') ?? CERTIFICATES.map((name) => process.env[name]).find(Boolean);
  const certificates = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined);
  return { lines: chosenSettings(said), ...(certificates !== undefined && { certificates }) };
}

/** The lines of a pip.conf that a build needs in order to reach the same packages. */
export function chosenSettings(said: Map<string, string>): string[] {
  const lines = NETWORK.flatMap((name) => {
    const value = said.get(name);
    // Several values of one setting stand on lines of their own there.
    return value === undefined ? [] : [`${name} = ${value.trim().split(/\s+/).join('\n  ')}`];
  });
  return lines.length === 0 ? [] : ['[global]', ...lines];
}

/** `global.index-url='https://…'`, a line for each: the variables come after the files, and win. */
export function readConfig(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of linesOf(text)) {
    const [, name, value] = /^(?:global|install|:env:)\.\.?([\w-]+)=['"](.*)['"]$/.exec(line) ?? [];
    if (name !== undefined) found.set(name, value!.replaceAll('\\n', '\n'));
  }
  return found;
}

async function configOf(programs: string[], signal?: AbortSignal): Promise<Map<string, string> | undefined> {
  for (const program of programs) {
    const asModule = program.startsWith('python') ? ['-m', 'pip'] : [];
    const { exitCode, stdout } = await call(program, [...asModule, 'config', 'list'], { signal });
    if (exitCode === 0) return readConfig(stdout);
  }
  return undefined;
}

function fromEnvironment(env: NodeJS.ProcessEnv): Map<string, string> {
  return new Map(
    Object.entries(env).flatMap(([name, value = '']) =>
      name.startsWith('PIP_') && value !== ''
        ? [[name.slice(4).toLowerCase().replaceAll('_', '-'), value] as [string, string]]
        : [],
    ),
  );
}
