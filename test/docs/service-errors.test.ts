import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { packageRoot } from '../../lib/package.ts';
import { node24 } from '../../scripts/node24.ts';
import { serve, type Running } from '../../scripts/serve.ts';
import { runnableProject } from '../emitted/project.ts';
import { withoutKernel } from '../emitted/unrunnable.ts';
import { lacks } from '../skip.ts';
import { pattern, quoted, rows } from './errors.ts';

const noRuntime = await lacks('runtime');

/** All of the service's source in one text, with what takes pictures and texts. */
async function serviceSource(): Promise<string> {
  const sources = ['service', 'image', 'text'].map(async (layer) => {
    const folder = path.join(packageRoot, 'templates', layer, 'src');
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
    return Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  });
  return (await Promise.all(sources)).flat(2).join('\n');
}

describe.skipIf(noRuntime)('docs/errors.md on a service that does not start', () => {
  let project: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ project, remove } = await runnableProject());
  });
  afterAll(() => remove());

  /** What the service prints before it ends by itself. */
  async function ends(env: Record<string, string> = {}, args = ['app.ts']): Promise<string> {
    const options = { cwd: project, env: { PORT: '0', ...env }, all: true, reject: false, timeout: 30_000 };
    const { all, exitCode } = await execa(await node24(), args, options as typeof options & { all: true });
    expect(exitCode).toBe(1);
    return all;
  }

  /** The same by `npm start`, which looks at Node and the packages first. */
  async function starts(): Promise<string> {
    const { scripts } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8')) as {
      scripts: { start: string };
    };
    return ends({}, scripts.start.split(' ').slice(1));
  }

  /** Changes a file of the project while something runs. */
  async function withContent(name: string, content: string, run: () => Promise<string>): Promise<string> {
    const file = path.join(project, name);
    const before = await readFile(file);
    await writeFile(file, content);
    return run().finally(() => writeFile(file, before));
  }

  /** Moves a file or folder of the project away while something runs. */
  async function without(name: string, run: () => Promise<string>): Promise<string> {
    await rename(path.join(project, name), path.join(project, 'away'));
    return run().finally(() => rename(path.join(project, 'away'), path.join(project, name)));
  }

  /** package.json as of a project that needs a Node which does not exist yet. */
  async function newerNode(): Promise<string> {
    const text = await readFile(path.join(project, 'package.json'), 'utf8');
    return text.replace(/"node": ">=[\d.]+"/, '"node": ">=99.1"');
  }

  it('has what it says, in every case', async () => {
    const port = (await nextFreePort(19_200))!;
    const service = await serve(project, port);
    const printed = [
      await ends({ PORT: '99999' }),
      await ends({ LOG_LEVEL: 'loud' }),
      await ends({ NODE_OPTIONS: `--import=data:text/javascript,process.constrainedMemory=()=>1e8` }),
      await ends({ PORT: String(port) }),
      await without('model/model.onnx', () => ends()),
      await without('model/model.onnx', async () => {
        await writeFile(path.join(project, 'model', 'model.onnx'), withoutKernel());
        return ends();
      }),
      await ends({ NODE_OPTIONS: '--no-addons' }),
      await without('model/card.json', () => ends()),
      await without('node_modules', () => ends()),
      await without('node_modules', () => starts()),
      await withContent('package.json', await newerNode(), () => starts()),
      await withContent('model/card.json', '{', () => ends()),
      await ends({ HOST: '192.0.2.1' }),
    ];
    await service.stop();
    const told = rows('The service: it does not start').flatMap(([cell]) => quoted(cell!));
    const inside = (text: string): RegExp => new RegExp(pattern(text).source.replace(/^\^|\\\.\?\$$/g, ''));
    for (const text of printed) expect(told.some((one) => inside(one).test(text))).toBe(true);
    // An old Node says the one; the other nobody hears who may do everything. What a tokenizer lacks is tested with texts.
    const unsaid = told.filter((one) => !printed.some((text) => inside(one).test(text)));
    expect(unsaid.filter((one) => !/tokenizer|preprocess/.test(one))).toEqual([
      'Port … needs privileges.',
      'Unknown file extension ".ts"',
    ]);
  });
});

describe.skipIf(noRuntime)('docs/errors.md on the answers of the service', async () => {
  const told = rows('The service: its answers').flatMap(([status, texts]) =>
    quoted(texts!).map((text) => ({ status: Number.parseInt(status!, 10), text })),
  );
  const source = await serviceSource();
  let project: string;
  let remove: () => Promise<void>;
  let service: Running | undefined;
  beforeAll(async () => {
    ({ project, remove } = await runnableProject('--name', 'irisapi'));
  });
  afterEach(async () => {
    await service?.stop();
    service = undefined;
  });
  afterAll(() => remove());

  async function start(env: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    service = await serve(project, (await nextFreePort(19_250))!);
    vi.unstubAllEnvs();
  }

  /** Sends a request and looks up its answer in the document. */
  async function isTold(route: string, init: RequestInit = {}): Promise<void> {
    const response = await fetch(`${service!.url}${route}`, init);
    const { detail, error } = (await response.json()) as { detail?: string; error?: string };
    const texts = told.filter(({ status }) => status === response.status).map(({ text }) => text);
    expect(texts.filter((text) => pattern(text).test(detail ?? error!))).not.toEqual([]);
  }
  const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const flower = '{"inputs":[[5.1,3.5,1.4,0.2]]}';

  it('names every status that the service answers with', () => {
    const statuses = [...source.matchAll(/new Problem\(\s*(4\d\d|5\d\d)/g)].map(([, status]) =>
      Number(status),
    );
    const missing = statuses.filter((status) => !told.some((one) => one.status === status));
    expect(missing).toEqual([]);
  });

  it('has the words of each as the source has them', () => {
    const [oneFault, ...others] = told.map(({ text }) => text);
    expect(oneFault).toBe('The request has 1 fault.');
    const parts = others.flatMap((text) => text.split('…')).filter((part) => part.trim().length > 3);
    const plain = source.replace(
      '${request.method} is not allowed at ${request.path}; use ${allowed}',
      'GET is not allowed at /predict; use POST',
    );
    expect(parts.filter((part) => !plain.includes(part))).toEqual([]);
  });

  it('has them with their statuses: bad requests, unknown paths, wrong methods and types', async () => {
    await start({});
    await isTold('/predict', post('{"inputs":[[5.1]]}'));
    await isTold('/predict', post("{'inputs':[[5.1]]}"));
    await isTold('/nowhere');
    await isTold('/v2/models/roses');
    await isTold('/predict');
    await isTold('/predict', { method: 'POST', body: flower, headers: { 'content-type': 'text/plain' } });
  });

  it('has them with their statuses: keys and limits', async () => {
    await start({ API_KEY: 'sesame', BODY_LIMIT: '100' });
    await isTold('/predict', post(flower));
    await isTold('/predict', post(flower, { 'x-api-key': 'wrong' }));
    await isTold('/predict', post(flower + ' '.repeat(100), { 'x-api-key': 'sesame' }));
  });
});
