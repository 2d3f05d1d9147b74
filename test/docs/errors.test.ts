import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import { lacks } from '../skip.ts';
import { transcripts, untrue } from '../transcripts.ts';
import { document, entries, pattern } from './errors.ts';
import { userErrors } from './user-errors.ts';

const sources = (await userErrors()).filter(({ code }) => code !== '…');
const codes = (list: string[]): string[] => [...new Set(list)].sort();

describe('docs/errors.md', () => {
  it('has an entry for every error of the source, and none that is left over', () => {
    expect(codes(entries().flatMap((entry) => entry.codes))).toEqual(codes(sources.map(({ code }) => code)));
  });

  it.each(sources.flatMap(({ code, wordings }) => wordings.map((wording) => ({ code, wording }))))(
    'has the words of $code: $wording',
    ({ code, wording }) => {
      const texts = entries().flatMap((entry) => (entry.codes.includes(code) ? entry.texts : []));
      expect(texts.some((text) => pattern(wording).test(text))).toBe(true);
    },
  );

  it('has no words that are not in the source', () => {
    const foreign = entries().flatMap((entry) => {
      const own = sources.filter(({ code }) => entry.codes.includes(code));
      // What is put together elsewhere is said below, by the command itself.
      if (own.some(({ wordings }) => wordings.length === 0)) return [];
      const patterns = own.flatMap(({ wordings }) => wordings.map(pattern));
      return entry.texts.filter((text) => !patterns.some((one) => one.test(text)));
    });
    expect(foreign).toEqual([]);
  });

  it('shows an error as it is printed', async () => {
    const { directory, remove } = await emptyFolder();
    const [{ command, output }] = transcripts(document) as [{ command: string; output: string }];
    const { stderr } = await mlDocker(directory, ...command.split(' ').slice(1));
    expect(untrue(output, stderr)).toBeUndefined();
    await remove();
  });
});

/** A command line that goes wrong, in a folder that `before` has prepared. */
interface Wrong {
  code: string;
  args: string;
  before?: (directory: string) => Promise<unknown>;
  env?: Record<string, string>;
}

const project = (directory: string): Promise<unknown> => mlDocker(directory, '.', '--yes', '--skip-install');
const file =
  (name: string, content: string | Uint8Array) =>
  async (directory: string): Promise<void> => {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    await writeFile(path.join(directory, name), content);
  };
const inProject =
  (name: string, content: string) =>
  async (directory: string): Promise<void> => {
    await project(directory);
    await file(name, content)(directory);
  };
const MODEL = '--yes --skip-install --model';

const noEngine = await lacks('engine');

const wrong: Wrong[] = [
  { code: 'argument', args: 'one two --yes' },
  { code: 'argument-model', args: 'student.onnx --model sample:iris' },
  { code: 'flag', args: '--prot 9000' },
  { code: 'flag', args: '--port' },
  { code: 'flag', args: '--yes=maybe' },
  { code: 'flag', args: '--engine containerd' },
  { code: 'flag', args: 'run --env SET_NOWHERE' },
  { code: 'flags-exclude', args: 'run --attach --detach' },
  { code: 'flags-exclude', args: 'deploy --promote --rollback' },
  { code: 'manifests-missing', args: 'deploy', before: project },
  { code: 'argument-missing', args: 'compare one.onnx' },
  { code: 'kustomization-missing', args: 'push localhost:1/irisapi --kubernetes', before: project },
  { code: 'argument-missing', args: 'push', before: project },
  { code: 'push-reference', args: 'push Irisapi', before: project },
  ...(noEngine
    ? []
    : [
        {
          code: 'base-image-unfit',
          args: 'build --engine docker',
          before: inProject('Dockerfile', 'FROM node:24-alpine'),
        },
      ]),
  { code: 'answers-missing', args: '' },
  { code: 'answers', args: '--yes --name Api --port 0' },
  { code: 'answers', args: '--yes --name Api' },
  { code: 'answers', args: '--yes --port 70000' },
  { code: 'answers', args: '--yes --base-image https://node' },
  { code: 'answers', args: '--yes --base-image node:22-alpine' },
  { code: 'answers', args: '--yes --base-image scratch' },
  { code: 'answers', args: '--yes --base-image node:20' },
  { code: 'answers', args: '--yes --with nomad' },
  { code: 'columns-missing', args: '--yes --columns nowhere.csv' },
  { code: 'columns-do-not-fit', args: '--yes --columns a,b' },
  { code: 'model-not-found', args: `${MODEL} nowhere.onnx` },
  { code: 'sample-unknown', args: `${MODEL} sample:isir` },
  { code: 'model-not-onnx', args: `${MODEL} model.txt`, before: file('model.txt', 'hello') },
  { code: 'model-not-onnx', args: `${MODEL} m.bin`, before: file('m.bin', new Uint8Array(64).fill(255)) },
  {
    code: 'model-ambiguous',
    args: `${MODEL} several`,
    before: async (directory) => {
      await file('several/a.onnx', 'x')(directory);
      await file('several/b.onnx', 'x')(directory);
    },
  },
  { code: 'model-not-a-file', args: `${MODEL} /dev/null` },
  { code: 'model-empty', args: `${MODEL} empty.onnx`, before: file('empty.onnx', '') },
  { code: 'no-project', args: 'build' },
  { code: 'conflict', args: '. --yes', before: file('Dockerfile', 'FROM scratch\n') },
  { code: 'not-json', args: 'build', before: inProject('.yo-rc.json', '{') },
  { code: 'templates-missing', args: '--yes --templates nowhere' },
  { code: 'layer-json', args: '--yes --templates own', before: file('own/layer.json', '{') },
  { code: 'layer-json', args: '--yes --templates own', before: file('own/layer.json', '{"question":[]}') },
  { code: 'layer-source', args: '--yes --templates git+ext::sh' },
  { code: 'layer-source', args: '--yes --templates git+https://me:secret@localhost/x' },
  { code: 'layer-fetch', args: '--yes --templates git+file:///nowhere' },
  { code: 'layer-fetch', args: '--yes --templates no.tgz', before: file('no.tgz', 'no archive') },
  { code: 'layer-path', args: '--yes --templates own', before: file('own/.git.d/x', '') },
  { code: 'layer-untrusted', args: '. --yes', before: file('.ml-docker/templates/NOTE', '') },
  {
    code: 'layer-requires',
    args: '--yes --templates own',
    before: file('own/layer.json', '{"requires":["k8s"]}'),
  },
  { code: 'template', args: '--yes --templates own', before: file('own/NOTE.ejs', '<%= nobody %>') },
  { code: 'engine-not-installed', args: 'build', before: project, env: { PATH: '/nowhere' } },
  {
    code: 'engine-not-running',
    args: 'build --engine docker',
    before: project,
    env: { DOCKER_HOST: 'tcp://127.0.0.1:9' },
  },
];

describe('each of these goes wrong with words that docs/errors.md has:', () => {
  it.each(wrong)('ml-docker $args ($code)', async ({ code, args, before, env = {} }) => {
    const { directory, remove } = await emptyFolder();
    await before?.(directory);
    const typed = args.split(' ').filter((word) => word !== '');
    const { stderr, exitCode } = await execa(process.execPath, [bin, ...typed], {
      cwd: directory,
      env,
      reject: false,
      stdin: 'ignore',
    });
    expect(exitCode === 1 || exitCode === 2).toBe(true);
    const [, said] = /^error: (.*)$/m.exec(stderr)!;
    const texts = entries().flatMap((entry) => (entry.codes.includes(code) ? entry.texts : []));
    expect(texts.filter((text) => pattern(text).test(said!))).not.toEqual([]);
    await remove();
  });

  it('ml-docker --yes --port N, where N is taken (port-taken)', async () => {
    const { directory, remove } = await emptyFolder();
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, () => resolve()));
    const { port } = server.address() as AddressInfo;
    const { stderr } = await mlDocker(directory, '--yes', '--run', '--port', String(port));
    expect(stderr).toMatch(`error: Port ${port} is taken on this machine; nothing was written`);
    server.close();
    await remove();
  });
});
