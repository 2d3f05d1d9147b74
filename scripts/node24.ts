import path from 'node:path';
import { execa, type ResultPromise } from 'execa';
import { hostNodeRunsService } from '../lib/project/host-node.ts';

let found: Promise<string> | undefined;

/**
 * A Node that runs the service: this one if it is recent enough, else Node 24 from the npm registry (10 to 20 s the
 * first time, then from npm's cache).
 */
export function node24(): Promise<string> {
  found ??= hostNodeRunsService() ? Promise.resolve(process.execPath) : fetchNode();
  return found;
}

async function fetchNode(): Promise<string> {
  const { stdout } = await execa('npx', ['-y', 'node@24', '-p', 'process.execPath'], { env: QUIET });
  return stdout.trim().split('\n').at(-1)!;
}

const QUIET = { npm_config_loglevel: 'error', npm_config_audit: 'false', npm_config_fund: 'false' };

/** npm itself on that Node, as a user of the emitted project has it: no warning about engines. */
export async function npmOn24(
  args: string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<ResultPromise<{ all: true }>> {
  const node = await node24();
  const env = { ...QUIET, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
  const npm = process.env.npm_execpath;
  const [file, before] = npm === undefined ? ['npm', []] : [node, [npm]];
  return execa(file, [...before, ...args], { cwd, env, all: true, ...(signal && { cancelSignal: signal }) });
}
