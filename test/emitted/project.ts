import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';

/** A project that runs on this machine: made by the command, with the packages of the living service. */
export async function runnableProject(
  ...args: string[]
): Promise<{ project: string; remove: () => Promise<void> }> {
  const { directory, remove } = await emptyFolder();
  const { exitCode, stderr } = await mlDocker(directory, 'api', ...args, '--yes', '--skip-install');
  if (exitCode !== 0) throw new Error(stderr);
  const project = path.join(directory, 'api');
  const installed = path.join(packageRoot, 'templates', 'service', 'node_modules');
  await symlink(installed, path.join(project, 'node_modules'), 'junction');
  return { project, remove };
}
