import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testName } from '../../../lib/container/scratch.ts';
import { lacks } from '../../../skip.ts';
import { buildImage, docker, runContainer, type Container, type Image } from './image.ts';
import { WITH_NPM_MS } from '../../../timeouts.ts';

const HARD = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--network=none'];

/** Runs in the container: a hundred predictions in each dialect, and every page. */
const VISIT = `
  const at = 'http://127.0.0.1:8000';
  const post = (path, body) => fetch(at + path, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  }).then((response) => response.json());
  const X = { name: 'X', datatype: 'FP32', shape: [1, 4], data: [5.1, 3.5, 1.4, 0.2] };
  let right = 0;
  for (let i = 0; i < 100; i++) {
    const { rows } = await post('/predict', {
      rows: [{ sepal_length: 5.1, sepal_width: 3.5, petal_length: 1.4, petal_width: 0.2 }],
    });
    const { outputs } = await post('/v2/models/' + process.argv[1] + '/infer', { inputs: [X] });
    right += rows[0].output_label === 'setosa' && outputs[0].data[0] === 'setosa';
  }
  const pages = ['/', '/page/main.js', '/docs', '/docs/swagger-ui-bundle.js', '/openapi.json', '/metrics', '/livez', '/readyz', '/v2'];
  const statuses = await Promise.all(pages.map((page) => 
    fetch(at + page).then((response) => response.arrayBuffer().then(() => response.status)),
  ));
  console.log(JSON.stringify({ right, statuses: [...new Set(statuses)] }));
`;

describe.skipIf(await lacks('engine', 'baseImage'))('the container', () => {
  let image: Image;
  beforeAll(async () => {
    image = await buildImage(testName('isolation'));
  }, WITH_NPM_MS);
  afterAll(() => image.remove());

  async function visited({ name }: Container): Promise<unknown> {
    const visit = ['exec', name, 'node', '--input-type=module', '-e', VISIT, image.name];
    return JSON.parse(await docker(...visit));
  }

  it('predicts with a read-only disk, without a capability, without new privileges and without a network', async () => {
    const container = await runContainer(image, HARD);
    try {
      expect(await visited(container)).toEqual({ right: 100, statuses: [200] });
      const { stderr } = await execa('docker', ['exec', container.name, 'touch', '/app/file'], {
        reject: false,
      });
      expect(stderr).toContain('Read-only file system');
      const lines = (await container.logs()).split('\n');
      expect(lines.filter((line) => !line.includes('"level":"info"'))).toEqual([]);
      expect(await docker('stop', '-t', '60', container.name)).toBe(container.name);
      expect(await container.exitCode()).toBe(0);
    } finally {
      await container.remove();
    }
  }, 60_000);

  it('leaves no file behind where it could write', async () => {
    const container = await runContainer(image, ['--user=0']);
    try {
      expect(await visited(container)).toEqual({ right: 100, statuses: [200] });
      // What Node compiles it keeps for each user anew: in the image is what it compiled for the usual one.
      const left = (await docker('diff', container.name)).split('\n');
      expect(left.filter((line) => !/^(?:C \/app|[AC] \/app\/\.compiled(?:\/.*)?)?$/.test(line))).toEqual([]);
      await docker('exec', container.name, 'touch', '/tmp/file');
      expect(await docker('diff', container.name)).toContain('/tmp/file');
    } finally {
      await container.remove();
    }
  }, 60_000);
});
