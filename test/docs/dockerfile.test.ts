import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { blocks } from '../transcripts.ts';

const document = await readFile(path.join(packageRoot, 'docs', 'dockerfile.md'), 'utf8');

describe('docs/dockerfile.md', () => {
  it('quotes every line of a new project’s Dockerfile that is not a comment, in its order', async () => {
    const { directory, remove } = await emptyFolder();
    await mlDocker(directory, 'irisapi', '--model', 'sample:iris', '--yes', '--skip-install');
    const dockerfile = await readFile(path.join(directory, 'irisapi', 'Dockerfile'), 'utf8');
    const lines = dockerfile.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const hash = /sha256="[0-9a-f]{64}"/g;
    expect(blocks(document, 'dockerfile').join('').trimEnd().split('\n')).toEqual(
      lines.map((line) => line.replace(hash, 'sha256="…"')),
    );
    await remove();
  });

  it('explains each instruction that occurs, in bold', () => {
    const words = blocks(document, 'dockerfile')
      .join('')
      .match(/^[A-Z]+(?= )/gm)!;
    for (const word of new Set(words)) expect(document).toContain(`**${word}**`);
  });
});
