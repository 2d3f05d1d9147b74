import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import type { PictureService } from './picture-service.ts';
import { pictureService } from './picture-service.ts';
import { index, modelFile, picture } from './picture-set.ts';

/** What may come of a file that is not a picture, or too much of one. */
const STATUSES: Record<string, number> = {
  'bad-bomb.png': 413,
  'bad-text.jpg': 415,
  'bad-html.png': 415,
  'bad-svg.svg': 415,
  'bad-svg-named.png': 415,
  'bad-empty.png': 415,
  'bad-zip.png': 415,
};
const MEGABYTE = 1e6;

/** The head of a PNG of this size, with rows of nothing packed as small as that goes. */
function bomb(width: number, height: number, rows: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const pixels = deflateSync(Buffer.alloc(rows * (1 + 3 * width)));
  const start = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([start, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** How long it takes is printed. Other tests run beside this one: only what no longer answers is a fault here. */
const STUCK_MS = 1000;

describe.skipIf(await lacks('inputs', 'runtime'))('hostile files', () => {
  let service: PictureService;
  beforeAll(async () => {
    const model = index().models.find(({ id }) => id === 'hf-classifier')!;
    service = await pictureService(modelFile(model));
  }, 60_000);
  afterAll(() => service.stop());

  async function ask(bytes: Buffer): Promise<{ status: number; detail: string }> {
    const response = await fetch(`${service.url}/predict`, {
      ...{ method: 'POST', body: new Uint8Array(bytes), headers: { 'Content-Type': 'image/png' } },
    });
    const { detail } = (await response.json()) as { detail: string };
    return { status: response.status, detail };
  }

  async function memory(): Promise<number> {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)![1]) / MEGABYTE;
  }

  /** How long /livez takes while something is done, and the most memory. */
  async function watched(work: Promise<unknown>): Promise<{ waits: number[]; most: number }> {
    const waits: number[] = [];
    let most = 0;
    let isDone = false;
    void work.finally(() => (isDone = true)).catch(() => {});
    while (!isDone) {
      const start = performance.now();
      await (await fetch(`${service.url}/livez`)).text();
      waits.push(performance.now() - start);
      most = Math.max(most, await memory());
      await sleep(5);
    }
    await work;
    return { waits: waits.sort((one, other) => one - other), most };
  }

  const told = (name: string, { waits, most }: { waits: number[]; most: number }, before: number): void => {
    const at = (part: number) => waits[Math.floor((waits.length - 1) * part)]!.toFixed(1);
    const wait = `/livez ${waits.length} times: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, worst ${at(1)} ms`;
    process.stdout.write(`${name}: ${wait}; memory ${before.toFixed(0)} to ${most.toFixed(0)} MB\n`);
  };

  it('are refused with a reason, and stop nothing', async () => {
    const files = index().pictures.filter(({ expect }) => expect === 'refuse');
    await ask(picture('jpeg-420.jpg'));
    const before = await memory();
    const answers: string[] = [];
    const seen = await watched(
      Promise.all(
        files.map(async ({ file }) => {
          for (let time = 0; time < 10; time++) {
            const { status, detail } = await ask(picture(file));
            if (time === 0) answers.push(`  ${file}: ${status} ${detail}`);
            expect([file, status]).toEqual([file, STATUSES[file] ?? 400]);
            expect(detail.length).toBeGreaterThan(15);
          }
        }),
      ),
    );
    process.stdout.write(`${answers.join('\n')}\n`);
    told('refused', seen, before);
    expect(seen.waits[Math.floor(seen.waits.length * 0.95)]).toBeLessThan(STUCK_MS);
    expect(seen.most - before).toBeLessThan(150);
  }, 60_000);

  it('that say they are huge are refused by their heads, bombs decode within the memory there is', async () => {
    const before = await memory();
    const huge = bomb(40_000, 40_000, 100);
    const seen = await watched(
      Promise.all([
        ...Array.from({ length: 8 }, async () => expect(await ask(huge)).toMatchObject({ status: 413 })),
        ...Array.from({ length: 4 }, () => ask(picture('bad-bomb-real.png'))),
        ask(bomb(9000, 9000, 100)).then((answer) => expect(answer).toMatchObject({ status: 400 })),
      ]),
    );
    told('bombs', seen, before);
    expect(seen.waits[Math.floor(seen.waits.length * 0.95)]).toBeLessThan(STUCK_MS);
    // 81 million pixels take 324 MB; at most as many at a time as there are processors.
    expect(seen.most - before).toBeLessThan(2500);
    expect(await ask(picture('jpeg-420.jpg'))).toMatchObject({ status: 200 });
  }, 120_000);
});
