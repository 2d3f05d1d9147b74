import { readFile } from 'node:fs/promises';
import path from 'node:path';
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
 * @throws UserError  (exit 1) with the reason that npm gives, and the same command to try again
 */
export async function npm(args: string[], directory: string, io: Io): Promise<void> {
  const own = [...args, ...((await isBelowWorkspaces(directory)) ? ALONE : [])];
  const shown = `npm ${own.join(' ')}`;
  io.say(`$ ${shown}`);
  const { execa } = await import('execa');
  const child = execa('npm', [...own, ...QUIET], { cwd: directory, all: true, reject: false });
  child.all.on('data', (chunk: Buffer) => io.progress(chunk.toString()));
  const { failed, all, code } = await child;
  if (!failed) return;
  throw new UserError({
    code: 'npm-failed',
    what: code === 'ENOENT' ? 'npm was not found on this machine' : `${shown} failed`,
    where: directory,
    details: reasonOf(all),
    next: [`the project is complete; go there and try again: ${shown}`],
    exitCode: 1,
  });
}

/**
 * A folder above with workspaces takes every command of npm for itself, and looks for its own lock. Only the command
 * line can say no: in an .npmrc, npm reads this too late.
 */
const ALONE = ['--workspaces=false'];

async function isBelowWorkspaces(directory: string): Promise<boolean> {
  for (let above = path.dirname(directory); ; above = path.dirname(above)) {
    const text = await readFile(path.join(above, 'package.json'), 'utf8').catch(() => '');
    if (/"workspaces"\s*:/.test(text)) return true;
    if (above === path.dirname(above)) return false;
  }
}

const MOST_SHOWN = 5;

/**
 * The lines of a failed npm that say why. What a script printed comes first; of npm's own words, its codes, the usage
 * text that it adds to a wrong command, and where its log lies are left out.
 */
export function reasonOf(output: string): string[] {
  const lines = output.trim().split(/\r?\n/);
  const words = lines.flatMap((line) => /^npm (?:error|ERR!) ?(.*)$/.exec(line)?.[1] ?? []);
  const usage = words.indexOf('Usage:');
  // Before it stands what the command does, as a paragraph of its own.
  const meant = usage < 0 ? words : words.slice(0, words.lastIndexOf('', words.lastIndexOf('', usage) - 1));
  const reason = meant.filter((line) => line !== '' && !ASIDE.test(line));
  const others = lines.filter((line) => line !== '' && !/^npm (error|ERR!)/.test(line));
  return words.includes('code EUSAGE') || others.length === 0
    ? reason.slice(0, MOST_SHOWN)
    : [...others.slice(-MOST_SHOWN), ...reason.filter((line) => !OF_SCRIPT.test(line)).slice(0, MOST_SHOWN)];
}

const ASIDE = /^(code|errno|syscall) |^A complete log of this run|^Run "npm help/;
/** Which script it was stands above. */
const OF_SCRIPT = /^(Lifecycle script|workspace|location|path|command) /;
