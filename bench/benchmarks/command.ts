import { chown, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../lib/package.ts';
import { type Benchmark, type Context, inTurn, say } from './context.ts';

const EACH = 5;
/** `yo` refuses to work as root. */
const USER = 1000;
const asUser =
  process.getuid?.() === 0 ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'] : [];

const bin = path.join(packageRoot, 'dist', 'bin', 'ml-docker.js');
const yo = path.join(packageRoot, 'node_modules', 'yo', 'lib', 'cli.js');
const PROJECT = ['api', '--yes', '--skip-install'];

interface Program {
  side: string;
  kind: 'ours' | 'limit' | 'peer';
  args: string[];
}

const node: Program = { side: 'an empty node', kind: 'limit', args: ['--eval', '0'] };

/** What a user waits for: ours, and the same through Yeoman's own command. */
const loads: Record<string, Program[]> = {
  'ml-docker --help': [
    { side: 'ours', kind: 'ours', args: [bin, '--help'] },
    node,
    { side: 'yo --help', kind: 'peer', args: [yo, '--help'] },
  ],
  'ml-docker api --yes --skip-install': [
    { side: 'ours', kind: 'ours', args: [bin, ...PROJECT] },
    node,
    { side: 'yo ml-docker api --yes --skip-install', kind: 'peer', args: [yo, 'ml-docker', ...PROJECT] },
  ],
};

export const command: Benchmark = {
  name: 'command',
  about: 'The command, against an empty Node and against yo',
  async run(context) {
    // Where `yo` finds the generator.
    const home = await mkdtemp(path.join(context.folder, 'command-'));
    await mkdir(path.join(home, 'node_modules'));
    await symlink(packageRoot, path.join(home, 'node_modules', 'generator-ml-docker'), 'junction');
    if (asUser.length > 0) await Promise.all([context.folder, home].map((one) => chown(one, USER, USER)));
    for (let round = 0; round < context.rounds * EACH; round++) {
      if (round % EACH === 0) say(`command: round ${round / EACH + 1} of ${context.rounds}`);
      for (const [load, programs] of Object.entries(loads)) {
        for (const program of inTurn(programs, round)) await time(program, load, round, home, context);
      }
    }
  },
};

async function time(
  { side, kind, args }: Program,
  load: string,
  round: number,
  home: string,
  context: Context,
): Promise<void> {
  await rm(path.join(home, 'api'), { recursive: true, force: true });
  const [file, ...before] = [...asUser, process.execPath];
  const start = performance.now();
  await execa(file, [...before, ...args], { cwd: home, stdin: 'ignore', env: { HOME: home } });
  const figures = { 'time, ms': performance.now() - start };
  context.samples.push({ benchmark: 'command', load, side, kind, round, figures });
}
