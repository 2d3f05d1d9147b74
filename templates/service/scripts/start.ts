import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseJson, stringifyJson } from '../src/tensors/json.ts';

/** The service in a process of its own, as the tests, the recording and the benchmark use it. */
export interface Running {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  /** Log lines so far. */
  log: Record<string, unknown>[];
  /** Sends a signal and waits for the end. @returns the exit code, null where a signal ended it. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/**
 * Starts app.ts on a free port and waits until it is ready.
 * @param environment is added to this process's own.
 * @throws Error with the service's output where it ends instead.
 */
export async function startService(environment: Record<string, string> = {}): Promise<Running> {
  const root = join(import.meta.dirname, '..');
  const child = spawn(process.execPath, ['app.ts'], {
    cwd: root,
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const log: Record<string, unknown>[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));

  const url = await new Promise<string>((resolve, reject) => {
    let port = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      if (entry.msg === 'listening') port = (entry.address as { port: number }).port;
      if (entry.msg === 'ready') resolve(`http://127.0.0.1:${port}`);
    });
    void exited.then((code) => {
      const reasons = [errors, ...log.map(({ reason }) => reason)].filter(Boolean).join('\n');
      reject(new Error(`The service ended with ${code} before it was ready.\n${reasons}`));
    });
  });
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return exited;
  };
  return { url, log, stop };
}

/** POSTs JSON, and reads the answer without losing a digit. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; type: string | null; text: string; body: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : stringifyJson(body),
  });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), text, body: parseJson(text) };
}
