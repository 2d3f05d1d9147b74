import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa, type ExecaError } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node24, npmOn24 } from '../../scripts/node24.ts';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import { removeAll, testName } from '../lib/container/scratch.ts';
import { lacks } from '../skip.ts';
import { emit, emitRunnable } from './emit.ts';
import { misfit } from './unrunnable.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

/** What loading each of them tells, as it is said to a user: without a place in ONNX Runtime's source code. */
const MODELS = [
  {
    name: 'misfit',
    bytes: misfit(),
    reason:
      'The model cannot be loaded: Node (product) Op (MatMul) [ShapeInferenceError] Incompatible dimensions for ' +
      'matrix multiplication',
  },
];

let directory: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ directory, remove } = await emptyFolder());
  for (const { name, bytes } of MODELS) await writeFile(path.join(directory, `${name}.onnx`), bytes);
});
afterAll(() => remove());
const at = (name: string): string => path.join(directory, name);

describe.skipIf(await lacks('runtime')).each(MODELS)(
  'a model that only the runtime refuses ($name)',
  ({ name, reason }) => {
    beforeAll(() => emitRunnable(at(name), { model: at(`${name}.onnx`) }));

    it('is emitted, since nothing in the file speaks against it', () => {
      expect(existsSync(at(`${name}/model/model.onnx`))).toBe(true);
    });

    it('is refused by npm run record, and nothing is recorded', async () => {
      const run = npmOn24(['run', 'record'], at(name));
      const { all, exitCode } = await run.catch((failure: ExecaError<{ all: true }>) => failure);
      expect(exitCode).toBe(1);
      expect(all.split('\n')).toContain(reason);
      expect(all).not.toMatch(/onnxruntime_src|^\s+at /m);
      expect(existsSync(at(`${name}/test/golden.json`))).toBe(false);
    });
  },
);

describe.skipIf(await lacks('engine', 'baseImage'))('a build', () => {
  /** `ml-docker build` in a project that cannot be built: what is said behind the output of docker. */
  async function refused(project: string, image: string): Promise<string[]> {
    const { exitCode, stdout, stderr } = await mlDocker(project, 'build');
    expect(exitCode).toBe(1);
    expect((await execa('docker', ['images', '-q', image])).stdout).toBe('');
    // The classic builder's last container would stay.
    for (const [, container] of stdout.matchAll(/^ ---> Running in (\w+)$/gm)) {
      expect((await execa('docker', ['ps', '-aq', '--filter', `id=${container}`])).stdout).toBe('');
    }
    const said = stderr.slice(stderr.indexOf('error: ')).split('\n');
    const log = said.pop()!.replace('all of the output: ', '').trim();
    expect(log.startsWith(tmpdir())).toBe(true);
    await rm(path.dirname(log), { recursive: true });
    return said;
  }

  it.each(MODELS)(
    'with such a model says which, why, and what to do ($name)',
    async ({ name, reason }) => {
      const image = testName(name);
      await emit(at(image), { model: at(`${name}.onnx`), name: image });
      expect(await refused(at(image), image)).toEqual([
        'error: The model does not load, so no image was made',
        `  in: docker build -t ${image} .`,
        `  ${reason}`,
        '  next: where model/model.onnx was changed or damaged: bring it back',
        '        else export the model again, as the line above says, and give the project the new one: ml-docker model FILE',
      ]);
    },
    WITH_NPM_MS,
  );

  it(
    'on a base image where the runtime does not start says so, and does not blame the model',
    async () => {
      const image = testName('no-runtime');
      const base = `${testName('base')}/node:24`;
      const dockerfile = 'FROM node:24-bookworm-slim\nENV NODE_OPTIONS=--no-addons\n';
      await execa('docker', ['build', '-t', base, '-'], { input: dockerfile });
      await emit(at(image), { model: 'sample:iris', name: image, baseImage: base });
      const said = await refused(at(image), image);
      await removeAll(base);
      expect(said[0]).toBe('error: ONNX Runtime does not start on the base image, so no image was made');
      expect(said[2]).toMatch(/^ {2}ONNX Runtime cannot be loaded: .*addon/);
      expect(said[3]).toMatch(/^ {2}next: .*glibc.*--base-image/);
    },
    WITH_NPM_MS,
  );
});

describe('the main command on a Node that runs the service', () => {
  it(
    'ends with the reason where the model does not load, and the project stays',
    async () => {
      const node = await node24();
      const env = { PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`, NODE_OPTIONS: '' };
      const args = [bin, 'api', '--model', 'misfit.onnx', '--yes'];
      const run = await execa(node, args, { cwd: directory, env, reject: false, stdin: 'ignore' });
      expect(run.exitCode).toBe(1);
      expect(run.stderr.slice(run.stderr.indexOf('error: ')).split('\n')).toEqual([
        'error: The project was written, but its model does not run, so it gave no answer to record',
        `  in: ${at('api')}`,
        `  ${MODELS[0]!.reason}`,
        '  next: export the model again, as the line above says, and give the project the new one: ml-docker model FILE',
      ]);
      expect(await readdir(at('api'))).toEqual(expect.arrayContaining(['app.ts', 'model', 'node_modules']));
      expect(existsSync(at('api/test/golden.json'))).toBe(false);
    },
    WITH_NPM_MS,
  );
});
