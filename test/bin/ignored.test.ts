import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { emptyFolder, mlDocker } from '../cli.ts';

it('a model that a .gitignore above excludes is said at once, with what puts it into git', async () => {
  const { directory, remove } = await emptyFolder();
  const git = (...args: string[]) => execa('git', args, { cwd: path.join(directory, 'api') });
  await execa('git', ['init', '--quiet'], { cwd: directory });
  await writeFile(path.join(directory, '.gitignore'), 'data/\n*.onnx\n');
  const make = ['api', '--model', 'sample:iris', '--yes', '--skip-install'];
  const { stdout } = await mlDocker(directory, ...make);
  const said = stdout.replaceAll(/\s+/g, ' ');
  expect(said).toContain('notice: git ignores model/model.onnx (');
  expect(said).toContain('.gitignore:2:*.onnx): a clone would not have it.');
  const [, command] = / (git add --force .*)$/m.exec(stdout)!;
  await git(...command!.split(' ').slice(1));
  expect((await git('ls-files')).stdout).toBe('model/model.onnx');
  expect((await mlDocker(directory, ...make, '--port', '9001')).stdout).not.toContain('git ignores');

  await mkdir(path.join(directory, 'other'));
  await writeFile(path.join(directory, '.gitignore'), '');
  expect((await mlDocker(directory, 'other', ...make.slice(1))).stdout).not.toContain('git ignores');
  await remove();
});
