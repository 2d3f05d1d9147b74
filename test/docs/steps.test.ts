import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { lacks } from '../skip.ts';
import { blocks, transcripts, untrue } from '../transcripts.ts';
import { called, type Called } from './calling.ts';

const DOCUMENTS = [
  ['pictures.md', 'shapes'],
  ['text.md', 'reviews'],
] as const;

describe.skipIf(await lacks('runtime')).each(DOCUMENTS)('docs/%s', async (file, sample) => {
  const document = await readFile(path.join(packageRoot, 'docs', file), 'utf8');
  const [making, ...asking] = transcripts(document);
  let service: Called;
  beforeAll(async () => {
    service = await called(`sample:${sample}`, `${sample}api`, 19_400);
    for (const script of blocks(document, 'sh')) await execa('sh', ['-c', script], { cwd: service.project });
  });
  afterAll(() => service?.stop());

  it('shows what is found when the project is made', async () => {
    const { directory, remove } = await emptyFolder();
    const [, ...words] = making!.command.split(' ');
    const { stdout } = await mlDocker(directory, ...words, '--skip-install');
    expect(untrue(making!.output, stdout), stdout).toBeUndefined();
    await remove();
  });

  it.each(asking)('shows what is answered to: $command', async ({ command, output }) => {
    const [program, ...words] = command.split(' ');
    const { stdout } =
      program === 'ml-docker'
        ? await mlDocker(service.project, ...words, '--url', service.own('http://localhost:8000'))
        : await execa('sh', ['-c', service.own(command)], { cwd: service.project });
    expect(untrue(output, stdout)).toBeUndefined();
  });

  it('has flags that are there', async () => {
    const flags = await readFile(path.join(packageRoot, 'docs', 'flags.md'), 'utf8');
    const named = [...document.matchAll(/`(--[a-z][\w-]+)/g)].map(([, flag]) => flag!);
    expect(named.filter((flag) => !flags.includes(`\`${flag}`))).toEqual([]);
  });

  it('names the packages that the layer brings', async () => {
    const layer = sample === 'shapes' ? 'image' : 'text';
    const manifest = path.join(packageRoot, 'templates', layer, 'package.json');
    const { dependencies } = JSON.parse(await readFile(manifest, 'utf8')) as { dependencies: object };
    for (const name of Object.keys(dependencies)) expect(document).toContain(`[${name}](`);
  });
});
