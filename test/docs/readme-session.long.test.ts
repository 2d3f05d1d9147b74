import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { bin, emptyFolder } from '../cli.ts';
import { lacks } from '../skip.ts';
import { transcripts, untrue } from '../transcripts.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const readme = await readFile(path.join(packageRoot, 'README.md'), 'utf8');
const noEngine = await lacks('engine', 'baseImage');

describe('README.md', () => {
  it.skipIf(noEngine)(
    'shows a first session as it is',
    async () => {
      const { directory, remove } = await emptyFolder();
      const shim = path.join(directory, 'ml-docker');
      await writeFile(shim, `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
      await chmod(shim, 0o755);
      // The names in the README are a reader's: here the container gets one that is surely ours, and a free port.
      const name = `ml-docker-test-readme-${process.pid}`;
      const own = (text: string): string => text.replaceAll('irisapi', name).replaceAll('8000', '18801');
      try {
        const sessions = transcripts(readme);
        expect(sessions).toHaveLength(1);
        for (const { command, output } of sessions) {
          const typed = `${own(command)} --engine docker --port 18801`.split(' ').slice(1);
          const { stdout } = await execa(shim, typed, { cwd: directory, stdin: 'ignore' });
          expect(untrue(own(output), stdout.replaceAll(' --engine docker', ''))).toBeUndefined();
        }
      } finally {
        await execa('docker', ['rm', '--force', name], { reject: false });
        await execa('docker', ['image', 'rm', name], { reject: false });
        await remove();
      }
    },
    WITH_NPM_MS,
  );
});
