import { execa } from 'execa';
import type { Io } from '../io/io.ts';
import { UserError } from '../errors.ts';

/** Made again without engine warnings: the host's Node need not be the one that the service runs on. */
export const LOCK_COMMAND = [
  'install',
  '--package-lock-only',
  '--ignore-scripts',
  '--omit-lockfile-registry-resolved',
];
const QUIET = ['--loglevel=error', '--no-audit', '--no-fund'];

/**
 * Runs npm in a project: prints the command first, then what npm says.
 * @throws UserError  (exit 1) with npm's last words and the same command to try again
 */
export async function npm(args: string[], directory: string, io: Io): Promise<void> {
  const shown = `npm ${args.join(' ')}`;
  io.say(`$ ${shown}`);
  const child = execa('npm', [...args, ...QUIET], { cwd: directory, all: true, reject: false });
  child.all.on('data', (chunk: Buffer) => io.progress(chunk.toString()));
  const { failed, all, code } = await child;
  if (!failed) return;
  throw new UserError({
    code: 'npm-failed',
    what: code === 'ENOENT' ? 'npm was not found on this machine' : `${shown} failed`,
    where: directory,
    details: String(all).trim().split('\n').slice(-5),
    next: [`the project is complete; go there and try again: ${shown}`],
    exitCode: 1,
  });
}
