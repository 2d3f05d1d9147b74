import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { TestContext } from 'vitest';

/** The python of a virtual environment, or the reason why this machine can have none. */
type PythonEnvironment = { python: string } | { missing: string };

/** What pip says when it reaches no registry: it then knows no version at all, or tells of the connection. */
const UNREACHABLE = /from versions: none|ConnectionError|NewConnectionError|Max retries exceeded|timed out/i;

/**
 * A virtual environment with the packages of a requirements.txt. It is kept among the system's temporary files,
 * under the hash of the requirements and the Python version, so that only the first call installs anything.
 *
 * @throws what pip says, where it reaches a registry and still cannot install the pinned versions.
 */
async function pythonEnvironment(requirements: string): Promise<PythonEnvironment> {
  const host = process.platform === 'win32' ? 'python' : 'python3';
  const version = await execa(host, ['--version'], { reject: false });
  if (version.exitCode !== 0) return { missing: `there is no ${host} here` };

  const pins = await readFile(requirements, 'utf8');
  const key = createHash('sha256').update(`${version.stdout}\n${pins}`).digest('hex').slice(0, 16);
  const folder = path.join(tmpdir(), `ml-docker-python-${key}`);
  if (existsSync(folder)) return { python: pythonIn(folder) };

  // Filled under another name, so that a folder of the right name is complete whenever it exists.
  const fresh = await mkdtemp(`${folder}-`);
  try {
    const venv = await execa(host, ['-m', 'venv', fresh], { reject: false });
    if (venv.exitCode !== 0)
      return { missing: `${host} -m venv does not work here: ${lastLine(venv.stdout)}` };
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
    const installed = await execa(pythonIn(fresh), pip, { reject: false, stdin: 'ignore' });
    if (installed.exitCode !== 0 && UNREACHABLE.test(installed.stderr))
      return { missing: 'pip reaches no package registry' };
    if (installed.exitCode !== 0)
      throw new Error(`pip install -r ${requirements} failed:\n${installed.stderr}`);
    // Another test file may have been quicker.
    await rename(fresh, folder).catch((error: unknown) => {
      if (!existsSync(pythonIn(folder))) throw error;
    });
    return { python: pythonIn(folder) };
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Runs Python in a virtual environment and gives what it printed; where there can be none, skips the test. */
export type Python = (test: TestContext, args: string[], env?: Record<string, string>) => Promise<string>;

/**
 * Python with the packages of a requirements.txt.
 *
 * @throws Error  under .ci/run, where there is no Python or no registry: it should have seen to both
 */
export async function pythonWith(requirements: string): Promise<Python> {
  const environment = await pythonEnvironment(requirements);
  if ('missing' in environment) {
    const { missing } = environment;
    if (process.env.ML_DOCKER_CI === '1')
      throw new Error(`${missing}, though .ci/run should have seen to it`);
    process.stderr.write(`skipped: ${missing}\n`);
    return (test) => test.skip(missing);
  }
  return async (_test, args, env = {}) => {
    // No bytecode beside the sample's own files.
    const { stdout } = await execa(environment.python, ['-B', ...args], { stdin: 'ignore', env });
    return stdout;
  };
}

function pythonIn(folder: string): string {
  return process.platform === 'win32'
    ? path.join(folder, 'Scripts', 'python.exe')
    : path.join(folder, 'bin', 'python');
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
