import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { build } from '../../lib/commands/build.ts';
import { listener, removeAll, testName } from '../lib/container/scratch.ts';
import { node24, npmOn24 } from '../../scripts/node24.ts';
import { serve } from '../../scripts/serve.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { model, node, tensorType, value } from '../lib/onnx/onnx-writer.ts';
import { lacks } from '../skip.ts';
import { blocks, transcripts, untrue } from '../transcripts.ts';
import { png } from './png.ts';
import { document, fileBlocks, follow } from './preprocess.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const hasNoEngine = await lacks('engine', 'baseImage');

type Images = number[][][];

/** An 8 × 8 image of the sample as somebody would photograph it: dark on light, 64 pixels wide. */
function drawn(image: number[][]): Buffer {
  return png(64, (x, y) => Array<number>(3).fill(255 - Math.round((image[y >> 3]![x >> 3]! / 16) * 255)));
}

async function post(url: string, body: Buffer): Promise<unknown> {
  const headers = { 'Content-Type': 'image/png' };
  return (await fetch(`${url}/image`, { method: 'POST', body: new Uint8Array(body), headers })).json();
}

describe.skipIf(await lacks('runtime'))('docs/preprocess.md, followed word for word', () => {
  const commands = transcripts(document).map(({ command }) => command);
  let directory: string;
  let remove: () => Promise<void>;
  let project: string;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    project = path.join(directory, 'digitsapi');
    const made = await mlDocker(directory, ...commands[0]!.split(' ').slice(1), '--skip-install');
    expect(made).toMatchObject({ exitCode: 0 });
    const [, install] = /^\$ npm (install .*)$/m.exec(document)!;
    const [, budget] = /^\$ npm pkg set (.*)$/m.exec(document)!;
    await npmOn24([...install!.split(' '), '--prefer-offline', '--no-audit', '--no-fund'], project);
    await follow(project, () => true);
    await npmOn24(['pkg', 'set', ...budget!.split(' ')], project);
  }, WITH_NPM_MS);
  afterAll(() => remove());

  it(
    'gives a project whose types are right and whose own tests pass, all of them',
    async () => {
      await npmOn24(['run', 'check'], project);
      const { all } = await npmOn24(['test'], project);
      expect(all).toMatch(/^(?:ℹ|#) fail 0$/m);
      expect(all).toContain('a picture of a one is read as 1');
    },
    WITH_NPM_MS,
  );

  it('takes three files and no edit, where there were six files and five edits', () => {
    const step = fileBlocks.filter(
      ({ content }) => /step|image/.test(content) && !content.includes('lines('),
    );
    expect(step.map(({ language, file }) => `${language} ${file}`)).toEqual([
      'ts src/steps/image.ts',
      'json model/preprocess.json',
      'ts test/picture.test.ts',
    ]);
    const [{ content }] = step as [(typeof step)[0]];
    const lines = content.trimEnd().split('\n');
    const imports = lines.filter((line) => line.startsWith('import '));
    process.stdout.write(`src/steps/image.ts: ${lines.length} lines, ${imports.length} imports\n`);
    expect(lines.length).toBeLessThan(40);
    expect(imports.length).toBeLessThan(5);
  });

  it(
    'reads pictures of the digits that the training held out',
    async () => {
      const golden = JSON.parse(await readFile(path.join(project, 'test', 'golden.json'), 'utf8')) as {
        cases: {
          request: { inputs: Images | { image: Images } };
          answer: { outputs: { digit: number[] } };
        }[];
      };
      const port = (await nextFreePort(19_300))!;
      const service = await serve(project, port);
      const drawings = golden.cases.flatMap(({ request: { inputs }, answer }) =>
        (Array.isArray(inputs) ? inputs : inputs.image).map((image, index) => ({
          file: drawn(image),
          digit: answer.outputs.digit[index],
        })),
      );
      for (const { file, digit } of drawings) {
        expect(await post(`http://localhost:${port}`, file)).toMatchObject({ outputs: { digit: [digit] } });
      }
      const page = (await (await fetch(`http://localhost:${port}/openapi.json`)).json()) as { paths: object };
      expect(page.paths).toHaveProperty('/image');

      await writeFile(path.join(directory, 'digit.png'), drawings[0]!.file);
      const { command, output } = transcripts(document).at(-1)!;
      const args = command.replace('localhost:8000', `localhost:${port}`).replaceAll("'", '').split(' ');
      // A header is one argument with a space in it.
      const joined = args.join(' ').replace('Content-Type: image/png', 'Content-Type:image/png').split(' ');
      const { stdout } = await execa('curl', joined.slice(1), { cwd: directory });
      expect(untrue(output, stdout)).toBeUndefined();
      await service.stop();
    },
    WITH_NPM_MS,
  );

  it(
    'tells the colours apart in the function for photographs',
    async () => {
      const type = tensorType(1, [1, 3, 224, 224]);
      const written = model({
        nodes: [node('Identity', ['image'], ['same'])],
        inputs: [value('image', type)],
        outputs: [value('same', type)],
      });
      await writeFile(path.join(directory, 'photo.onnx'), written);
      const photo = path.join(directory, 'photo');
      await mlDocker(directory, 'photo', '--model', 'photo.onnx', '--yes', '--skip-install');
      await symlink(path.join(project, 'node_modules'), path.join(photo, 'node_modules'), 'junction');
      await follow(photo, ({ file }) => file !== 'test/picture.test.ts');
      const file = path.join(photo, 'src', 'steps', 'image.ts');
      const [head] = (await readFile(file, 'utf8')).split(/(?<=^export default image;\n)/m);
      await writeFile(file, [head, ...blocks(document, 'ts')].join('\n'));
      await execa(await node24(), [path.join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit'], {
        cwd: photo,
      });

      const port = (await nextFreePort(19_300))!;
      const service = await serve(photo, port);
      const answer = await post(
        `http://localhost:${port}`,
        png(300, () => [255, 0, 51]),
      );
      const [colours] = (answer as { outputs: { same: number[][][][] } }).outputs.same;
      const expected = [(1 - 0.485) / 0.229, (0 - 0.456) / 0.224, (0.2 - 0.406) / 0.225];
      expect(colours!.map((plane) => plane[100]![200]!)).toEqual(
        expected.map((number) => expect.closeTo(number, 3)),
      );
      await service.stop();
    },
    WITH_NPM_MS,
  );

  it.skipIf(hasNoEngine)(
    'keeps the image to its budget, with the step in it',
    async () => {
      const name = testName('digits');
      // Not to meet an image of somebody who has followed the page.
      for (const file of ['package.json', '.yo-rc.json'].map((each) => path.join(project, each))) {
        await writeFile(
          file,
          (await readFile(file, 'utf8')).replace('"name": "digitsapi"', `"name": "${name}"`),
        );
      }
      try {
        const { bytes, baseBytes } = await build({ directory: project, engine: 'docker' }, listener());
        process.stdout.write(
          `the image with sharp: ${((bytes - baseBytes) / 1e6).toFixed(1)} MB over its base\n`,
        );
        const budget = ['--test', 'test/serving/image.test.ts'];
        expect((await execa(await node24(), budget, { cwd: project })).stdout).toMatch(/^ℹ pass 1$/m);
      } finally {
        await removeAll(name);
      }
    },
    WITH_NPM_MS,
  );
});
