import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, mlDocker, type Run } from '../cli.ts';
import { writeTree } from '../lib/layers/published.ts';

const CONFIG = JSON.stringify({
  questions: [
    { name: 'costCentre', help: 'who pays', pattern: '\\d{4}', default: '1000' },
    { name: 'internal', help: 'for us alone', type: 'confirm', default: true },
  ],
});

describe('ml-docker --templates', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    const who = '<%= costCentre %> <%= internal %>';
    await writeTree(directory, { 'mine/layer.json': CONFIG, 'mine/WHO.ejs': who, 'two/X': 'x' });
  });
  afterEach(() => remove());
  const run = (...args: string[]): Promise<Run> => mlDocker(directory, ...args, '--yes', '--skip-install');
  const who = () => readFile(path.join(directory, 'api', 'WHO'), 'utf8');

  it('knows the flags of its layers, wherever they stand and however they are written', async () => {
    const first = await run(
      '--cost-centre',
      '4711',
      'api',
      '--templates',
      'mine',
      '--templates=two',
      '--internal=false',
    );
    expect(first.stderr).toBe('');
    expect(await who()).toBe('4711 false');
    expect(await readFile(path.join(directory, 'api', 'X'), 'utf8')).toBe('x');
    const [command] = /^ {2}ml-docker api .*/m.exec(first.stdout)!;
    expect(command).toContain('--templates mine --templates two --cost-centre 4711 --internal=false');
    // The project remembers its layers: their flags are known there, also behind the directory's name.
    expect((await run('--internal', 'api', '--cost-centre=1234')).exitCode).toBe(0);
    expect(await who()).toBe('1234 true');
  });

  it('shows them in its help', async () => {
    const { stdout } = await mlDocker(directory, '--templates', 'mine', '--help');
    expect(stdout).toMatch(/--cost-centre TEXT +who pays \(default: 1000\)/);
    expect((await mlDocker(directory, '--help')).stdout).not.toContain('--cost-centre');
  });

  it('refuses a flag that no layer knows, with those that are near', async () => {
    const { exitCode, stderr } = await run('api', '--templates', 'mine', '--cost-center', '1', '--prot', '1');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean --cost-centre?');
    expect(stderr).toContain('did you mean --port?');
    expect((await run('api', '--cost-centre', '4711')).stderr).toContain('--cost-centre is not a flag');
  });

  it('refuses an answer that does not fit, and writes nothing', async () => {
    const { exitCode, stderr } = await run('api', '--templates', 'mine', '--cost-centre', '47110');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--cost-centre: "47110" does not fit');
  });
});
