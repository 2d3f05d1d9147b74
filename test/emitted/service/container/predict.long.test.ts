import { once } from 'node:events';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testName } from '../../../lib/container/scratch.ts';
import { lacks } from '../../../skip.ts';
import { WITH_NPM_MS } from '../../../timeouts.ts';
import { buildImage, docker, type Image } from './image.ts';

const HEADER = 'sepal_length,sepal_width,petal_length,petal_width';

describe.skipIf(await lacks('engine', 'baseImage'))('docker run -i IMAGE predict', () => {
  let image: Image;
  beforeAll(async () => (image = await buildImage(testName('predict'))), WITH_NPM_MS);
  afterAll(() => image?.remove());

  const predict = (input: string, ...options: string[]) => {
    const confined = ['--read-only', '--network', 'none', '--cap-drop', 'ALL'];
    const args = ['run', '-i', '--rm', ...confined, ...options, image.name, 'predict'];
    return execa('docker', args, { input, reject: false });
  };

  it('answers a table from stdin on stdout, and says what there is to say on stderr', async () => {
    const { stdout, stderr, exitCode } = await predict(`${HEADER}\n5.1,3.5,1.4,0.2\n6.7,3.1,5.6,2.4\n`);
    expect(exitCode, stderr).toBe(0);
    const [header, ...rows] = stdout.split('\n');
    expect(header).toBe(
      `${HEADER},output_label,output_probability.setosa,output_probability.versicolor,output_probability.virginica`,
    );
    expect(rows.map((row) => row.split(',')[4])).toEqual(['setosa', 'virginica']);
    expect(stderr).toMatch(/2 rows in [\d.]+ s/);
  });

  it('ends with 2 and the faults where the table has some, and prints nothing', async () => {
    const { stdout, stderr, exitCode } = await predict(`${HEADER}\n5.1,3.5,1.4,wide\n`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Line 2, column "petal_width": expected a number, got "wide"');
  });

  it('hears a signal in the middle of it', async () => {
    const name = testName('predict-stopped');
    const run = predict(`${HEADER}\n${'5.1,3.5,1.4,0.2\n'.repeat(3_000_000)}`, '--name', name);
    await once(run.stdout, 'data'); // Before that nothing of it may have begun, and the first process hears no signal.
    await docker('stop', name);
    expect((await run).exitCode).toBe(143);
  });
});
