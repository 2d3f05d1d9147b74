import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testName } from '../../../lib/container/scratch.ts';
import { lacks } from '../../../skip.ts';
import { WITH_NPM_MS } from '../../../timeouts.ts';
import { echoModel } from '../echo-model.ts';
import { buildImage, docker, runContainer, type Container, type Image } from './image.ts';

/** As many rows of four numbers as make 7 MB, in JSON and as bytes. */
const ROWS = 400_000;
const AT_ONCE = 8;
const JSON_TYPE = { 'Content-Type': 'application/json' };

interface Asking {
  path: string;
  headers: http.OutgoingHttpHeaders;
  body: Buffer;
  /** Whether an answer with status 200 is the right one. */
  isRight: (answer: Buffer) => boolean;
}

interface Answered {
  status: number;
  answer: Buffer;
  retryAfter?: string;
  ms: number;
}

const table = Array.from({ length: ROWS }, () => [5.1, 3.5, 1.4, 0.2]);
const labels = (answer: Buffer): string[] =>
  (JSON.parse(answer.toString()) as { outputs: { output_label: string[] } }).outputs.output_label;
const isTable = (answer: Buffer): boolean =>
  labels(answer).length === ROWS && labels(answer).every((label) => label === 'setosa');

function asJson(): Asking {
  const body = Buffer.from(JSON.stringify({ inputs: table }));
  return { path: '/predict', headers: JSON_TYPE, body, isRight: isTable };
}

function asBytes(name: string): Asking {
  const data = Buffer.from(Float32Array.from(table.flat()).buffer);
  const X = { name: 'X', shape: [ROWS, 4], datatype: 'FP32', parameters: { binary_data_size: data.length } };
  const head = Buffer.from(JSON.stringify({ inputs: [X], parameters: { binary_data_output: true } }));
  return {
    path: `/v2/models/${name}/infer`,
    headers: { 'Inference-Header-Content-Length': head.length },
    body: Buffer.concat([head, data]),
    // Each label after its length.
    isRight: (answer) => answer.toString('latin1').split('\x06\0\0\0setosa').length === ROWS + 1,
  };
}

/** The same in a few kilobytes, and one that has no end. */
function packed(): Asking {
  return {
    ...asJson(),
    headers: { ...JSON_TYPE, 'Content-Encoding': 'gzip' },
    body: gzipSync(asJson().body),
  };
}
function bomb(): Asking {
  const body = gzipSync(Buffer.concat([Buffer.from('{"inputs":[['), Buffer.alloc(2 ** 28, ' ')]));
  return { ...packed(), body, isRight: () => false };
}

/** 64 texts of 100 kB, half of them in letters that take two bytes in memory. */
function texts(): Asking {
  const values = Array.from({ length: 64 }, (_, i) => [(i % 2 ? 'ж' : 'a').repeat(i % 2 ? 50_000 : 100_000)]);
  return {
    path: '/predict',
    headers: JSON_TYPE,
    body: Buffer.from(JSON.stringify({ inputs: values })),
    isRight: (answer) => answer.toString() === JSON.stringify({ outputs: { BYTES_back: values } }),
  };
}

describe.skipIf(await lacks('engine', 'baseImage'))('large bodies, many at once', () => {
  let image: Image;
  let echo: string;
  beforeAll(async () => {
    image = await buildImage(testName('memory'));
    echo = await image.modelOf('texts', echoModel([null, 1], ['BYTES']));
  }, WITH_NPM_MS);
  afterAll(() => image.remove());

  // Time enough for all of them one after the other, on a machine that does more than this.
  const limited = (memory: string): string[] => [
    ...['--memory', memory, '--memory-swap', memory],
    ...['--init', '-e', 'DEADLINE_MS=300000'],
  ];

  /** Sends them, eight at once, and looks meanwhile how long /livez takes. */
  async function overload(
    { address }: Container,
    asking: Asking,
  ): Promise<{ all: Answered[]; lives: number[] }> {
    const lives: number[] = [];
    let isOver = false;
    const watched = (async () => {
      for (; !isOver; await sleep(50)) lives.push((await ask(address, { path: '/livez' })).ms);
    })();
    const all = await Promise.all(Array.from({ length: AT_ONCE }, () => ask(address, asking)));
    isOver = true;
    await watched;
    return { all, lives: lives.sort((a, b) => a - b) };
  }

  /** Every answer is right, or says that it was too much; the container lives, and answers small ones. */
  async function expectAnswers(container: Container, name: string, asking: Asking): Promise<number[]> {
    const { all, lives } = await overload(container, asking);
    const statuses = all.map(({ status }) => status);
    const state = await docker(
      'inspect',
      '--format',
      '{{.State.OOMKilled}} {{.State.Running}}',
      container.name,
    );
    process.stdout.write(
      `${name}: ${count(statuses)}; /livez ${lives[lives.length >> 1]!.toFixed()} ms, at most ${lives.at(-1)!.toFixed()} ms\n`,
    );
    expect(state, name).toBe('false true');
    for (const { status, answer, retryAfter } of all) {
      expect([200, 413, 422, 503], answer.toString('utf8', 0, 300)).toContain(status);
      if (status === 200) expect(asking.isRight(answer), answer.toString('utf8', 0, 300)).toBe(true);
      if (status === 503) expect(retryAfter).toBe('1');
    }
    // The middle one of many: on a machine that does more than this, single ones wait for a processor.
    if (lives.length >= 20) expect(lives[lives.length >> 1], `/livez, ${name}`).toBeLessThan(50);
    return statuses;
  }

  it.each(['160m', '256m', '512m', '2g'])(
    'do not end a container of %s',
    { timeout: 900_000 },
    async (memory) => {
      const container = await runContainer(image, limited(memory));
      try {
        const json = await expectAnswers(container, `${memory}, JSON`, asJson());
        const bytes = await expectAnswers(container, `${memory}, bytes`, asBytes(image.name));
        await expectAnswers(container, `${memory}, gzip`, packed());
        expect(new Set(await expectAnswers(container, `${memory}, gzip bomb`, bomb()))).toEqual(
          new Set([413]),
        );
        // What is answered under a limit, and not merely refused.
        if (memory !== '160m') expect(bytes).toContain(200);
        if (memory === '512m' || memory === '2g') expect(json).toContain(200);
        const small = await ask(container.address, {
          ...asJson(),
          body: Buffer.from('{"inputs":[[5.1,3.5,1.4,0.2]]}'),
        });
        expect(labels(small.answer)).toEqual(['setosa']);
      } finally {
        await container.remove();
      }
    },
  );

  it.each(['256m', '512m'])(
    'of long texts do not end a container of %s',
    { timeout: 900_000 },
    async (memory) => {
      const container = await runContainer(image, [...limited(memory), '-v', `${echo}:/app/model:ro`]);
      try {
        const statuses = await expectAnswers(container, `${memory}, texts`, texts());
        if (memory === '512m') expect(statuses).toContain(200);
      } finally {
        await container.remove();
      }
    },
  );

  it('with less than it takes, it does not start, and says how much that is', async () => {
    const { all, exitCode } = await execa('docker', ['run', '--rm', ...limited('96m'), image.name], {
      all: true,
      reject: false,
    });
    expect(exitCode).toBe(1);
    expect(all).toMatch(/96 MiB of memory are too few: this model needs \d+: docker run --memory \d+m/);
  });
});

function count(statuses: number[]): string {
  const kinds = [...new Set(statuses)].sort();
  return kinds.map((kind) => `${statuses.filter((one) => one === kind).length} × ${kind}`).join(', ');
}

/** A GET, or where there is a body a POST, on a connection of its own. Status 0 where there is no answer. */
function ask(
  address: Container['address'],
  { path, headers = {}, body }: { path: string; headers?: http.OutgoingHttpHeaders; body?: Buffer },
): Promise<Answered> {
  const started = performance.now();
  return new Promise((resolve) => {
    const done = (status: number, answer: Buffer, retryAfter?: string) =>
      resolve({ status, answer, ms: performance.now() - started, ...(retryAfter && { retryAfter }) });
    const fail = (error: Error) => done(0, Buffer.from(error.message));
    const method = body ? 'POST' : 'GET';
    const request = http.request({ ...address, path, headers, method, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece)).on('error', fail);
      response.on('end', () =>
        done(response.statusCode!, Buffer.concat(pieces), response.headers['retry-after']),
      );
    });
    request.on('error', fail);
    request.end(body);
  });
}
