import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseJson, stringifyJson } from '../tensors/json.ts';

/** The service in a process of its own, as the tests, the recording and the benchmark use it. */
export interface Running {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  pid: number;
  /** Log lines so far. */
  log: Record<string, unknown>[];
  /** Resolves at its end, to how that came about: `The service ended with 1: REASON`. */
  ended: Promise<string>;
  /** Sends a signal and waits for the end. @returns the exit code, null where a signal ended it. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/**
 * Starts app.ts on a free port, without an API key, and waits until it is ready.
 * @param environment is added to this process's own.
 * @throws Error with the service's own words where it ends instead.
 */
export async function startService(environment: Record<string, string> = {}): Promise<Running> {
  const root = join(import.meta.dirname, '..', '..', '..');
  const defaults = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', API_KEY: '' };
  const child = spawn(process.execPath, ['--import', './src/serving/processes/processes.ts', 'app.ts'], {
    cwd: root,
    env: { ...process.env, ...defaults, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL')); // A test that fails may not come to its stop().
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const log: Record<string, unknown>[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = closed.then(([code, signal]) => {
    const how = signal === null ? `ended with ${code}` : `was ended by ${signal}`;
    const fatal = log.filter(({ level }) => level === 'fatal').map(({ reason }) => reason);
    const reasons = [withoutStack(errors), ...fatal].filter(Boolean);
    return `The service ${how}${reasons.length > 0 ? `:\n${reasons.join('\n')}` : '.'}`;
  });

  const url = await new Promise<string>((resolve, reject) => {
    let port = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return void (errors += `${line}\n`); // No line of the log.
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      if (entry.msg === 'listening') port = (entry.address as { port: number }).port;
      if (entry.msg === 'ready') resolve(`http://127.0.0.1:${port}`);
    });
    void ended.then((how) => reject(new Error(how)));
  });
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return closed.then(([code]) => code);
  };
  return { url, pid: child.pid!, log, ended, stop };
}

/** What a process said last. Where it ended by an error that nobody expected, the lines that name it. */
function withoutStack(text: string): string {
  const telling = text.match(/^(?:\w*Error\b|FATAL ERROR|terminate called|\s+what\(\):).*/gm);
  return (telling?.join('\n') ?? text).trim();
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
