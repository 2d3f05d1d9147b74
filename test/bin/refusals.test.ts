import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, mlDocker, tree, type Run } from '../cli.ts';

let directory: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory, remove } = await emptyFolder());
});
afterEach(() => remove());

/** Exit 2, a reason, a next step, no stack, nothing on stdout, and the disk as it was. */
async function refuse(...args: string[]): Promise<Run> {
  const before = await tree(directory);
  const run = await mlDocker(directory, ...args);
  expect(run.stderr).toMatch(/^error: /);
  expect(run.stderr).toContain('next: ');
  expect(run.stderr).not.toMatch(/\n\s+at /);
  expect(run.exitCode).toBe(2);
  expect(await tree(directory)).toEqual(before);
  return run;
}

describe('bad input is refused before anything is written:', () => {
  it('no such file', async () => {
    const { stderr } = await refuse('api', '--model', 'nowhere.onnx', '--yes');
    expect(stderr).toContain('nowhere.onnx');
  });

  it('a text file as model', async () => {
    await writeFile(path.join(directory, 'notes.onnx'), 'These are my notes.\n');
    const { stderr } = await refuse('api', '--model', 'notes.onnx', '--yes');
    expect(stderr).toContain('notes.onnx');
    expect(stderr).toMatch(/text/);
  });

  it('a sample that is not there, with the nearest one', async () => {
    const { stderr } = await refuse('api', '--model', 'sample:irsi', '--yes');
    expect(stderr).toContain('sample:iris');
  });

  it.each(['0', '65536', '99999', 'http', '80.5', '-1'])('the port %s', async (port) => {
    const { stderr } = await refuse('api', `--port=${port}`, '--yes');
    expect(stderr).toContain('1 to 65535');
  });

  it('an image name with capitals, with a suggestion', async () => {
    const { stderr } = await refuse('--name', 'StudentApi', '--yes');
    expect(stderr).toContain('for example studentapi');
  });

  it('an Alpine image, with the reason and the nearest Debian one', async () => {
    const { stderr } = await refuse('api', '--base-image', 'node:22-alpine', '--yes');
    expect(stderr).toContain('musl');
    expect(stderr).toContain('node:22-bookworm-slim');
  });

  it('a file of certificates that is not there, before the build would miss it', async () => {
    const { stderr } = await refuse('api', '--yes', '--build', '--ca-file', 'company-ca.pem');
    expect(stderr).toContain('error: The certificates cannot be read: there is no such file');
    expect(stderr).toMatch(/in: --ca-file .*company-ca\.pem/);
  });

  it('an unknown layer', async () => {
    const { stderr } = await refuse('api', '--with', 'compsoe', '--yes');
    expect(stderr).toContain('did you mean "compose"?');
  });

  it('an unknown flag, with the nearest one', async () => {
    const { stderr } = await refuse('api', '--prot', '80', '--yes');
    expect(stderr).toContain('did you mean --port?');
  });

  it('several at once, all of them', async () => {
    const { stderr } = await refuse('--name', 'X', '--port', '0', '--base-image', 'alpine', '--yes');
    for (const flag of ['--name', '--port', '--base-image']) expect(stderr).toContain(`${flag}: `);
  });

  it('missing answers without a terminal, all listed with their flags', async () => {
    const { stderr } = await refuse();
    for (const flag of ['--model FILE', '--name NAME', '--port N', '--base-image REF'])
      expect(stderr).toContain(flag);
    expect(stderr).toContain('--yes');
  });

  it.each(['sample:iris', 'models/iris.onnx'])(
    'the model %s in the place of the directory, beside another one',
    async (model) => {
      const { stderr } = await refuse(model, '--model', 'sample:students', '--yes');
      expect(stderr).toContain(`${model} is a model`);
    },
  );

  it.each([
    ['biuld', 'build'],
    ['runn', 'run'],
    ['Doctor', 'doctor'],
    ['template', 'templates'],
  ])('the first word %s, which nobody means as a directory', async (word, command) => {
    const { stderr } = await refuse(word, '--yes');
    expect(stderr).toBe(
      `error: There is no command ${word}\n  next: did you mean: ml-docker ${command}\n` +
        `        a project in a folder of that name: ml-docker ./${word}`,
    );
  });

  it('a second directory', async () => {
    const { stderr } = await refuse('one', 'two', '--yes');
    expect(stderr).toContain('two');
  });

  it("a folder where the plan would overwrite somebody else's files", async () => {
    await mkdir(path.join(directory, 'api'));
    await writeFile(path.join(directory, 'api', 'Dockerfile'), 'FROM scratch\n');
    await writeFile(path.join(directory, 'api', 'app.ts'), '// mine\n');
    await writeFile(path.join(directory, 'api', 'notes.txt'), 'in nobody’s way\n');
    const { stderr } = await refuse('api', '--yes');
    expect(stderr).toContain('2 files are in the way');
    expect(stderr).toMatch(/^ {2}Dockerfile$/m);
    expect(stderr).toMatch(/^ {2}app\.ts$/m);
    expect(stderr).not.toContain('notes.txt');
    expect(stderr).toContain('--force');
  });

  it('a taken port with --run', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    const { stderr } = await refuse('api', '--port', String(port), '--yes', '--run');
    server.close();
    expect(stderr).toContain(`Port ${port} is taken`);
    expect(stderr).toMatch(/--port \d+/);
  });
});

it('a build outside a project is refused', async () => {
  const { exitCode, stderr } = await mlDocker(directory, 'build');
  expect(stderr).toContain('is not an ml-docker project');
  expect(exitCode).toBe(2);
});

describe('a directory that is called nearly like a command', () => {
  const make = (...args: string[]) => mlDocker(directory, ...args, '--yes', '--skip-install');

  it('is taken where it is written as one, or is there already', async () => {
    for (const typed of ['./biuld', 'biuld']) {
      const { exitCode, stderr } = await make(typed);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    }
    expect(Object.keys(await tree(directory))).toContain('biuld/app.ts');
  });

  it.each(['pull', 'api', 'rain'])('%s is none', async (typed) => {
    expect((await make(typed, '--dry-run')).exitCode).toBe(0);
  });
});
