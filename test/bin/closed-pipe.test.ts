import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { bin, emptyFolder, tree } from '../cli.ts';

describe('ml-docker … | head', () => {
  it('goes on to its end without a word, when nobody reads any more', async () => {
    const { directory, remove } = await emptyFolder();
    const args = [bin, 'irisapi', '--yes', '--skip-install'];
    const child = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)));
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(stderr).toBe('');
    expect(Object.keys(await tree(directory))).toContain('irisapi/app.ts');
    await remove();
  });
});
