import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { node24 } from '../../scripts/node24.ts';
import type { Probes } from './prober.ts';

export interface Server {
  url: string;
  /** How many lines of its log have this request id, or this message where they have none. */
  seen: Map<string, number>;
  /** The most memory that it ever held, in MB; 0 where the system does not tell. */
  peakMemory(): Promise<number>;
  /** Ends it by SIGTERM. @returns the exit code */
  stop(): Promise<number | null>;
}

interface Line {
  id?: string;
  msg?: string;
  reason?: string;
  address?: { port: number };
}

/** Starts a server on Node 24 that tells its address and its readiness as the service does: a line of JSON for each. */
export async function start(script: string[], cwd: string, env: Record<string, string>): Promise<Server> {
  const child = spawn(await node24(), script, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const seen = new Map<string, number>();
  const url = await new Promise<string>((resolve, reject) => {
    let port = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id, msg, reason, address } = JSON.parse(line) as Line;
      if (id === undefined && reason !== undefined) console.log(`  log: ${msg}: ${reason}`);
      const key = id ?? msg!;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      if (address) ({ port } = address);
      if (msg === 'ready') resolve(`http://127.0.0.1:${port}`);
    });
    void ended.then((code) => reject(new Error(`it ended with ${code}`)));
  });
  return {
    url,
    seen,
    async peakMemory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Probes while something else goes on. */
export async function probed<T>(
  urls: string[],
  meanwhile: () => Promise<T>,
): Promise<[Record<string, Probes>, T]> {
  const child = spawn(await node24(), [path.join(import.meta.dirname, 'prober.js'), ...urls], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const printed = text(child.stdout);
  const result = await meanwhile();
  child.stdin.end();
  return [JSON.parse(await printed) as Record<string, Probes>, result];
}
