import { readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { bin, emptyFolder, mlDocker } from '../cli.ts';

const dist = path.join(packageRoot, 'dist');

/** The files that one of dist/ imports before anything runs, itself among them. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, found] of text.matchAll(
    /^(?:import|export)[^"()]*"(\.[^"]+)"|;(?:import|export)[^"();]*"(\.[^"]+)"/gm,
  ))
    if (found !== undefined) loaded(path.resolve(path.dirname(file), found), seen);
  return seen;
}

test('both doors run the same compiled files', () => {
  const [, main] = /import\("(\.[^"]+main-[^"]+)"\)/.exec(readFileSync(bin, 'utf8'))!;
  const command = loaded(path.resolve(path.dirname(bin), main!));
  const generator = loaded(path.join(dist, 'generators', 'app', 'index.js'));
  const shared = [...command].filter((file) => generator.has(file));
  expect(command.size).toBeLessThan(12);
  // All but the entry, and what writes to the disk.
  expect(shared.length).toBeGreaterThan(command.size - 4);
});

test('the stack of a fault of our own names the source files', async () => {
  const { directory, remove } = await emptyFolder();
  try {
    // Somebody else's file is where a folder is due: no UserError tells of it.
    const { exitCode, stderr } = await execa(process.execPath, [bin, 'api', '--yes', '--skip-install'], {
      cwd: directory,
      reject: false,
      stdin: 'ignore',
      env: {
        NODE_OPTIONS: `--import=data:text/javascript,JSON.stringify=()=>{throw(new(TypeError)('ours'))}`,
      },
    });
    expect(exitCode).toBe(1);
    const [place, file, line] = /([^\s(]+\.ts):(\d+):\d+/.exec(stderr)!;
    expect(place).toContain(path.join(packageRoot, 'lib'));
    expect(readFileSync(file!, 'utf8').split('\n')[Number(line) - 1]).toContain('stringify');
  } finally {
    await remove();
  }
});

test('what is bundled has its licence beside it', async () => {
  const text = readFileSync(path.join(dist, 'LICENCES.txt'), 'utf8');
  for (const name of ['execa', 'ejs', 'inquirer', 'yaml'])
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect((await mlDocker(packageRoot, '--version')).exitCode).toBe(0);
});
