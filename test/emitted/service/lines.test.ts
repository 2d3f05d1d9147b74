import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder } from '../../cli.ts';
import { follow, isOfLines } from '../../docs/preprocess.ts';
import { lacks } from '../../skip.ts';
import { emitRunnable } from '../emit.ts';
import { NAME, start, type Started } from './started.ts';

const row = { sepal_length: 5.1, sepal_width: 3.5, petal_length: 1.4, petal_width: 0.2 };
const line = (index: number): string => {
  // Long petals are virginica's.
  const petals = index % 2 === 0 ? {} : { petal_length: 6.3, petal_width: 2.3 };
  return `${JSON.stringify({ rows: [{ ...row, ...petals }], outputs: ['output_label'] })}\n`;
};
const answerTo = (index: number): string =>
  JSON.stringify({ rows: [{ output_label: index % 2 === 0 ? 'setosa' : 'virginica' }] });

describe.skipIf(await lacks('runtime'))('a route that streams: lines in, lines out', () => {
  let service: Started;
  let removeProject: () => Promise<void>;
  beforeAll(async () => {
    const { directory, remove } = await emptyFolder();
    removeProject = remove;
    const project = path.join(directory, NAME);
    await emitRunnable(project, { model: 'sample:iris' });
    await follow(project, isOfLines);
    // Far less than what is sent.
    service = await start(project, { environment: { BODY_LIMIT: '10000' } });
  });
  afterAll(async () => {
    await service.stop();
    await removeProject();
  });

  function open(headers: Record<string, string> = {}) {
    const sent = httpRequest(`${service.url}/lines`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson', ...headers },
    });
    const answered = once(sent, 'response').then(([response]) => response as IncomingMessage);
    answered.catch(() => {});
    return { sent, answered };
  }

  async function residentMegabytes(): Promise<number> {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)![1]) / 1e6;
  }

  /** Sends lines, as fast as they are taken, and checks every answer. @returns the most memory meanwhile, in MB. */
  async function stream(count: number): Promise<number> {
    const { sent, answered } = open();
    const send = async () => {
      for (let index = 0; index < count; index++) {
        if (!sent.write(line(index))) await once(sent, 'drain');
      }
      sent.end();
    };
    const sending = send();
    let most = 0;
    let index = 0;
    const response = await answered;
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('application/x-ndjson');
    for await (const text of createInterface({ input: response })) {
      if (text !== answerTo(index)) expect(text).toBe(answerTo(index));
      if (++index % 1000 === 0) most = Math.max(most, await residentMegabytes());
    }
    await sending;
    expect(index).toBe(count);
    return most;
  }

  it('answers 10,000 rows in constant memory, whatever BODY_LIMIT is', { timeout: 120_000 }, async () => {
    await stream(2_000); // The heap grows to its usual size first.
    const few = await stream(2_000);
    const many = await stream(10_000);
    process.stdout.write(`memory: ${few.toFixed()} MB with 2,000 lines, ${many.toFixed()} MB with 10,000\n`);
    expect(many).toBeLessThan(few + 30);
  });

  it('answers a line before the next one is sent', async () => {
    const { sent, answered } = open();
    sent.write(line(0));
    const answers = createInterface({ input: await answered })[Symbol.asyncIterator]();
    expect((await answers.next()).value).toBe(answerTo(0));
    sent.end(line(1));
    expect((await answers.next()).value).toBe(answerTo(1));
    expect((await answers.next()).done).toBe(true);
  });

  it('reads no further while its client takes no answers', { timeout: 60_000 }, async () => {
    const { sent, answered } = open();
    let taken = 0;
    const lines = 200_000;
    const send = async () => {
      for (; taken < lines && !sent.destroyed; taken++)
        if (!sent.write(line(taken))) await once(sent, 'drain');
    };
    send().catch(() => {});
    const response = await answered; // and nothing of it is read
    let before = -1;
    while (before !== taken) {
      before = taken;
      await sleep(1000);
    }
    expect(taken).toBeLessThan(lines);
    response.destroy();
    sent.destroy();
  });

  it('takes lines that are packed', async () => {
    const { sent, answered } = open({ 'Content-Encoding': 'gzip' });
    const packed = createGzip();
    packed.pipe(sent);
    for (let index = 0; index < 500; index++) packed.write(line(index));
    packed.end();
    let index = 0;
    for await (const text of createInterface({ input: await answered })) expect(text).toBe(answerTo(index++));
    expect(index).toBe(500);
  });

  it('answers an error in the first line with its status, also where more is being sent', async () => {
    const { sent, answered } = open();
    sent.write('{"rows": 1}\n');
    const response = await answered;
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toBe('application/problem+json');
    sent.end(line(0));
    response.resume();
    await once(response, 'end');
  });

  it('refuses a line that is longer than BODY_LIMIT', async () => {
    const { sent, answered } = open();
    sent.end(`{"rows": [${' '.repeat(20_000)}]}`);
    expect((await answered).statusCode).toBe(413);
  });

  it('cuts the connection at an error in a later line, and says so in the log', async () => {
    const { sent, answered } = open({ 'X-Request-Id': 'cut' });
    sent.end(`${line(0)}{"rows": 1}\n${line(2)}`);
    const response = await answered;
    expect(response.statusCode).toBe(200);
    await expect(response.toArray()).rejects.toThrow('aborted');
    await expect
      .poll(() => service.log.find(({ msg }) => msg === 'an answer was cut off'))
      .toMatchObject({
        id: 'cut',
        reason: expect.stringContaining('/rows: expected an array'),
      });
  });

  it('goes on where a client leaves in the middle', async () => {
    const { sent, answered } = open();
    sent.write(line(0) + line(1).slice(0, 20));
    (await answered).on('error', () => {});
    sent.on('error', () => {}).destroy();
    expect(await stream(10)).toBeDefined();
    const { text } = { text: await (await fetch(`${service.url}/metrics`)).text() };
    expect(text).toContain('route="/lines"');
  });

  it('is on the page', async () => {
    const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: object };
    expect(paths).toHaveProperty(['/lines', 'post', 'requestBody', 'content', 'application/x-ndjson']);
    expect(Object.keys(paths)[0]).toBe('/predict');
  });
});
