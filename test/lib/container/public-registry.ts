import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

/** The registry that npm uses where nobody has told it of another, as npm itself says. */
export async function publicRegistry(): Promise<string> {
  const cwd = tmpdir();
  const told = Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_config_'));
  const env = {
    ...Object.fromEntries(told),
    // Neither is there.
    npm_config_userconfig: path.join(cwd, 'ml-docker-test-none', 'user'),
    npm_config_globalconfig: path.join(cwd, 'ml-docker-test-none', 'global'),
  };
  const { stdout } = await execa('npm', ['config', 'get', 'registry'], { env, extendEnv: false, cwd });
  return stdout.trim();
}
