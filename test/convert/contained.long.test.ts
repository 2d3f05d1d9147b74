import { existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { findEngine } from '../../lib/container/engine/engine.ts';
import { interruptible } from '../../lib/container/engine/interrupt.ts';
import { containersOf, runContained, type Ended, type Limits } from '../../lib/container/run/contained.ts';
import { lacks } from '../skip.ts';

const LIMITS: Limits = { memory: '256m', processes: 64, seconds: 60, outputBytes: 1e6 };

/** Runs a script of Node's, as nobody trusts it; what it has written to stdout. */
async function contained(
  script: string,
  {
    limits = LIMITS,
    input = Buffer.alloc(0),
    signal,
  }: { limits?: Limits; input?: Buffer; signal?: AbortSignal } = {},
): Promise<Ended & { stdout: string }> {
  let stdout = '';
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      stdout += chunk.toString();
      done();
    },
  });
  const what = { image: 'node:24-bookworm-slim', command: ['node', '-e', script], limits, input, output };
  return { ...(await runContained(await findEngine(), what, signal)), stdout };
}

/** Containers of these tests that are left. */
async function left(): Promise<string> {
  return (await execa('docker', ['ps', '-aq', '--filter', `name=^${containersOf(process.pid)}`])).stdout;
}

describe.skipIf(await lacks('engine', 'baseImage'))('a program that nobody trusts', () => {
  it('gets its input and gives its output, whatever the bytes', async () => {
    const input = Buffer.alloc(3e5, 'abc\0');
    const script =
      'let n = 0; process.stdin.on("data", (c) => (n += c.length)).on("end", () => console.log(n))';
    expect(await contained(script, { input })).toMatchObject({ exitCode: 0, stdout: '300000\n' });
  });

  it('reaches no network, no file of this machine, and has no rights', async () => {
    const script = `
      const tried = {};
      const fs = require('node:fs');
      for (const file of ['/app', '/etc', '/home', '/usr/local']) {
        try { fs.writeFileSync(file + '/PWNED', ''); tried[file] = 'written'; } catch (error) { tried[file] = error.code; }
      }
      fs.writeFileSync('/tmp/PWNED', '');
      tried.user = process.getuid();
      tried.capabilities = /CapEff:\\s*(\\S+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
      tried.mounts = fs.readFileSync('/proc/mounts', 'utf8').split('\\n').filter((line) => line.startsWith('/dev/')
        && !/ \\/etc\\/(hosts|hostname|resolv.conf) /.test(line)).length;
      require('node:net').connect(53, '1.1.1.1')
        .on('error', (error) => { tried.network = error.code; console.log(JSON.stringify(tried)); })
        .on('connect', () => { tried.network = 'reached'; console.log(JSON.stringify(tried)); process.exit(); });`;
    const { stdout } = await contained(script);
    expect(JSON.parse(stdout)).toEqual({
      '/app': 'ENOENT',
      '/etc': 'EROFS',
      '/home': 'EROFS',
      '/usr/local': 'EROFS',
      user: 65534,
      capabilities: '0000000000000000',
      mounts: 0,
      network: 'ENETUNREACH',
    });
    expect(existsSync('/tmp/PWNED')).toBe(false);
  });

  it('is ended where its memory runs out', async () => {
    const script = 'const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))';
    expect(await contained(script)).toMatchObject({ limit: 'memory' });
    expect(await left()).toBe('');
  });

  it('is ended where its time is over', async () => {
    const limits = { ...LIMITS, seconds: 3 };
    expect(await contained('setInterval(() => {}, 1000)', { limits })).toMatchObject({ limit: 'time' });
    expect(await left()).toBe('');
  });

  it('is ended where it writes more than anybody wants', async () => {
    const ended = await contained('const b = Buffer.alloc(1e5); for (;;) require("fs").writeSync(1, b)');
    expect(ended).toMatchObject({ limit: 'output' });
    expect(ended.stdout.length).toBeLessThanOrEqual(1e6);
    expect(await left()).toBe('');
  });

  it('is ended by Ctrl-C, and leaves no container', async () => {
    const work = interruptible((signal) => {
      setTimeout(() => process.kill(process.pid, 'SIGINT'), 2000);
      return contained('setInterval(() => {}, 1000)', { signal });
    });
    await expect(work).rejects.toMatchObject({ name: 'Interrupted', exitCode: 130 });
    expect(await left()).toBe('');
  });
});
