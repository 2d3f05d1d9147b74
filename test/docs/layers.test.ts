import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { bin, emptyFolder } from '../cli.ts';

const layers = await readFile(path.join(packageRoot, 'docs', 'layers.md'), 'utf8');

describe('docs/layers.md', () => {
  it('has an example of a layer that does what it says', async () => {
    const { directory, remove } = await emptyFolder();
    const [notice] = /^> <%= name %>.*$/m.exec(layers)!;
    const [json] = /^\{ "license".*$/m.exec(layers)!;
    await execa('mkdir', ['-p', 'company/README.md.d'], { cwd: directory });
    await writeFile(path.join(directory, 'company/README.md.d/05-notice.md.ejs'), `${notice}\n`);
    await writeFile(path.join(directory, 'company/package.json'), json);
    const [command] = /^ml-docker .*--templates company.*$/m.exec(layers)!;
    await execa(process.execPath, [bin, ...command.split(' ').slice(1), '--skip-install'], {
      cwd: directory,
    });
    const project = path.join(directory, 'irisapi');
    expect(await readFile(path.join(project, 'README.md'), 'utf8')).toMatch(/^> irisapi belongs/);
    expect(JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'))).toMatchObject({
      license: 'UNLICENSED',
    });
    await remove();
  });
});
