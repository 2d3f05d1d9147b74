import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../../cli.ts';
import { lacks } from '../../skip.ts';
import { emitRunnable } from '../emit.ts';
import { ask, post } from './ask.ts';
import { start, NAME } from './started.ts';
import { isOutgoing, isWriting, systemCalls, type SystemCall } from './system-calls.ts';

const CALLS = ['network', 'open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2'];
const REST = 'link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,truncate,ftruncate';

/** What is opened for writing and is no file of the disk: devices, and what the kernel tells and is told there. */
const HARMLESS = /"\/(dev|proc\/self)\//;

describe.skipIf(await lacks('runtime', 'strace'))('the service under strace', () => {
  it('connects to nothing and writes no file, from its start to its end', async () => {
    const { directory, remove } = await emptyFolder();
    const project = path.join(directory, NAME);
    const output = path.join(directory, 'strace.txt');
    await emitRunnable(project, { model: 'sample:iris' });
    // -D: the service stays the child of this process, and hears its signals.
    const strace = [
      'strace',
      '-D',
      '-f',
      '-s',
      '200',
      '-o',
      output,
      '-e',
      `trace=${[...CALLS, REST].join()}`,
    ];
    const service = await start(project, {}, strace);
    await visit(service.url);
    expect(await service.stop()).toBe(0);
    const calls = systemCalls(await readFile(output, 'utf8'));
    const outgoing = calls.filter(isOutgoing);
    const writing = calls.filter(isWriting);
    const harmless = writing.filter(({ args }) => HARMLESS.test(args));
    report(calls, harmless);

    // What would be seen, is seen: the listener, the clients, and the model.
    expect(calls.some(({ name }) => name === 'listen')).toBe(true);
    expect(calls.some(({ name, result }) => name === 'accept4' && Number(result) > 0)).toBe(true);
    expect(calls.some(({ name, args }) => name === 'openat' && args.includes('model.onnx'))).toBe(true);
    const harmful = writing.filter((call) => !harmless.includes(call));
    expect({ outgoing, harmful }).toEqual({ outgoing: [], harmful: [] });
    await remove();
  }, 300_000);
});

async function visit(url: string): Promise<void> {
  for (let i = 0; i < 50; i++) {
    expect((await post(`${url}/predict`, { inputs: [[5.1, 3.5, 1.4, 0.2]] })).status).toBe(200);
    expect((await post(`${url}/predict`, '{')).status).toBe(400);
  }
  const pages = [
    '/',
    '/page/main.js',
    '/docs',
    '/docs/swagger-ui-bundle.js',
    '/openapi.json',
    '/metrics',
    '/v2',
    '/nothing',
  ];
  for (const page of pages) expect((await ask(url + page)).status).toBe(page === '/nothing' ? 404 : 200);
}

function report(calls: SystemCall[], harmless: SystemCall[]): void {
  const counted = new Map<string, number>();
  for (const { name, args } of harmless) {
    const what = `${name} ${/"([^"]*)"/.exec(args)?.[1]}`;
    counted.set(what, (counted.get(what) ?? 0) + 1);
  }
  const told = [...counted].map(([what, times]) => `${what} (${times}×)`).join(', ');
  process.stdout.write(`strace: ${calls.length} calls; opened for writing: ${told || 'nothing'}\n`);
}
