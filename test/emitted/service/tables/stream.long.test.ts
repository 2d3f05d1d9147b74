import { appendFile, readFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node24 } from '../../../../scripts/node24.ts';
import { emptyFolder } from '../../../cli.ts';
import { lacks } from '../../../skip.ts';
import { serveModel, type Started } from '../started.ts';
import { begin, readAll, writeStudents } from './stream.ts';

/** 50 MB; ML_DOCKER_TABLE_MB says otherwise. */
const BYTES = Number(process.env.ML_DOCKER_TABLE_MB ?? 50) * 1e6;
const TIME_MS = 120_000 + BYTES / 1000;

/** What a table may take beyond a service at rest, in MB: 50 on a machine with nothing else to do, else V8 collects later. */
const MOST_MEMORY = 80;

const noRuntime = await lacks('runtime');

describe.skipIf(noRuntime)('a long table', () => {
  let service: Started & { project: string };
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let file: string;
  let rows: number;
  beforeAll(async () => {
    folder = await emptyFolder();
    file = path.join(folder.directory, 'long.csv');
    rows = await writeStudents(file, BYTES);
    // As in the image.
    const environment = { PROCESSES: '1', MALLOC_ARENA_MAX: '2', NODE_OPTIONS: '--max-semi-space-size=8' };
    service = await serveModel('sample:students', { environment });
  });
  afterAll(async () => {
    await service?.stop();
    await folder.remove();
  });

  const megabytes = async (): Promise<number> => {
    const status = await readFile(`/proc/${service.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
  };
  const waits = async (): Promise<number> => {
    const asked = performance.now();
    expect((await fetch(`${service.url}/livez`)).status).toBe(200);
    return performance.now() - asked;
  };

  it(
    'is answered to its last row, in little memory, and holds nothing up',
    async () => {
      const atRest = process.platform === 'linux' ? await megabytes() : 0;
      let most = 0;
      const longest: number[] = [];
      let isOver = false;
      const watching = (async () => {
        while (!isOver) {
          if (process.platform === 'linux') most = Math.max(most, await megabytes());
          longest.push(await waits());
          await sleep(50);
        }
      })();
      const began = performance.now();
      const answer = await readAll(await begin(service.url, file));
      const seconds = (performance.now() - began) / 1000;
      isOver = true;
      await watching;
      longest.sort((one, other) => other - one);
      console.log(
        `${rows} rows in ${seconds.toFixed(1)} s, ${(most - atRest).toFixed(0)} MB beyond ${atRest.toFixed(0)} at rest, ` +
          `/livez after ${longest[0]!.toFixed(0)} ms at the most`,
      );
      expect(answer).toMatchObject({ lines: rows + 1, isWhole: true });
      expect(answer.last).toMatch(/^[\d.]+,.+,[\d.]+,[\d.]+$/);
      expect(most - atRest).toBeLessThan(MOST_MEMORY);
    },
    TIME_MS,
  );

  it('of a client that reads nothing is given up, and others are answered meanwhile', async () => {
    const response = await begin(service.url, file);
    response.pause();
    const ended = new Promise((resolve) => response.once('close', resolve));
    const before = performance.now();
    while (!service.log.some(({ msg }) => msg === 'an answer was cut off')) {
      expect(await waits()).toBeLessThan(1000);
      if (performance.now() - before > 60_000) break;
      await sleep(250);
    }
    response.resume();
    await ended;
    expect(response.complete).toBe(false);
    const { reason } = service.log.find(({ msg }) => msg === 'an answer was cut off')!;
    expect(reason).toMatch(/has read nothing of its answer for 30 s.+docker run -i IMAGE predict/s);
  }, 90_000);

  it('with a fault late in it ends with a line that says where, and is cut off', async () => {
    const faulty = path.join(folder.directory, 'faulty.csv');
    const lines = await writeStudents(faulty, 20e6);
    await appendFile(faulty, 'many,71,2,25,no,library,60\n');
    const answer = await readAll(await begin(service.url, faulty));
    expect(answer.isWhole).toBe(false);
    expect(answer.lines).toBeGreaterThan(lines - 256); // The rows of the run that the fault is in have no answer.
    expect(answer.last).toMatch(/^"ERROR: .*Line \d+, column ""hours_studied""/);
  }, 60_000);

  it(
    'is answered without a server, too',
    async () => {
      const script = 'src/serving/predict-table.ts';
      const run = execa(await node24(), [script], {
        cwd: service.project,
        input: createReadStream(file),
        stdout: 'pipe',
        buffer: { stdout: false },
      });
      let lines = 0;
      for await (const line of run.iterable()) lines += line === '' ? 0 : 1;
      const { exitCode, stderr } = await run;
      expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: rows + 1 });
      expect(stderr).toContain(`${rows.toLocaleString('en')} rows in `);
    },
    TIME_MS,
  );

  it('ends with a line that says so where the service is stopped', async () => {
    const response = await begin(service.url, file);
    let isStopped = false;
    const answer = await readAll(response, () => {
      if (!isStopped) service.signal('SIGTERM');
      isStopped = true;
    });
    if (answer.isWhole) return; // It came to its end in the time that there is.
    expect(answer.last).toMatch(/^"?ERROR: The service is stopping/);
    expect((await service.ended).code).toBe(0);
  }, 60_000);
});
