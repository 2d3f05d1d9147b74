import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyFolder } from '../cli.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const noPython = (await execa('python3', ['-m', 'venv', '--help'], { reject: false })).failed;
if (noPython) process.stderr.write('skipped: python3 with venv is not installed\n');

describe.skipIf(noPython || process.platform !== 'linux')(
  'a virtual environment',
  { timeout: WITH_NPM_MS },
  () => {
    let directory: string;
    let remove: () => Promise<void>;
    beforeEach(async () => {
      ({ directory, remove } = await emptyFolder());
      vi.stubEnv('XDG_CACHE_HOME', directory);
      vi.resetModules();
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await remove();
    });

    it('that pip cannot fill says why', async () => {
      const { venv } = await import('../../bench/sides/venv.ts');
      const requirements = path.join(directory, 'requirements.txt');
      await writeFile(requirements, './nowhere\n');
      await expect(venv('broken', requirements)).rejects.toThrow(/nowhere/);
    });

    it('is made once, and anew when its list changes', async () => {
      const { venv } = await import('../../bench/sides/venv.ts');
      const requirements = path.join(directory, 'requirements.txt');
      await writeFile(requirements, '# Nothing.\n');
      const programs = await venv('empty', requirements);
      const mark = path.join(programs, 'mark');
      await writeFile(mark, '');
      expect(await venv('empty', requirements)).toBe(programs);
      await expect(execa('test', ['-e', mark])).resolves.toBeDefined();
      await writeFile(requirements, '# Nothing yet.\n');
      await venv('empty', requirements);
      await expect(execa('test', ['-e', mark])).rejects.toThrow();
    });

    it('needs a python3 in the PATH', async () => {
      const { venv } = await import('../../bench/sides/venv.ts');
      const requirements = path.join(directory, 'requirements.txt');
      await writeFile(requirements, '');
      vi.stubEnv('PATH', directory);
      await expect(venv('none', requirements)).rejects.toThrow(/python3/);
    });
  },
);
