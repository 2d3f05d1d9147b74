import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../bench/report/report.ts';
import { canMeasure } from '../../bench/load/process-tree.ts';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder } from '../cli.ts';
import { lacks } from '../skip.ts';

const script = path.join(packageRoot, 'dist', 'bench', 'bench.js');

describe.skipIf(await lacks('runtime'))('npm run bench', () => {
  it(
    'measures the real service beside the limits, and writes what it found',
    { timeout: 180_000 },
    async () => {
      const { directory, remove } = await emptyFolder();
      try {
        const file = path.join(directory, 'bench.json');
        const options = ['--peers', 'none', '--rounds', '1', '--seconds', '1', '--json', file];
        const { stdout } = await execa(process.execPath, [script, 'iris', ...options]);
        const { samples, missing, machine } = JSON.parse(await readFile(file, 'utf8')) as Report;
        expect(missing).toEqual([]);
        expect(machine.versions['onnxruntime-node']).toMatch(/^\d/);
        expect(new Set(samples.map(({ side }) => side))).toEqual(
          new Set(['ours', 'node:http echo', 'Express echo']),
        );
        expect(new Set(samples.map(({ load }) => load)).size).toBe(3);
        for (const { figures } of samples) {
          expect(figures['requests per second']).toBeGreaterThan(1);
          expect(figures['median, ms']).toBeLessThanOrEqual(figures['p99, ms']!);
          if (canMeasure) expect(figures['CPU per request, µs']).toBeGreaterThan(1);
        }
        expect(stdout).toContain('| ours ÷ Express echo, 1 process |');
      } finally {
        await remove();
      }
    },
  );

  it('says which names there are', async () => {
    const { stderr, exitCode } = await execa(process.execPath, [script, 'irises'], { reject: false });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('No benchmark has the name irises.');
  });
});
