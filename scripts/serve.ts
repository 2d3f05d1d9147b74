import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { node24 } from './node24.ts';

/** A service that runs, in a container or on this machine. */
export interface Running {
  url: string;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

/**
 * Starts `node app.ts` in an emitted project that is installed, and waits until it is ready.
 * @param settings  more environment variables
 * @throws Error  with what the service printed, if it dies or is not ready within a minute
 */
export async function serve(
  directory: string,
  port: number,
  settings: Record<string, string> = {},
): Promise<Running> {
  const env = { PORT: String(port), HOST: '127.0.0.1', ...settings };
  const child = execa(await node24(), ['app.ts'], { cwd: directory, env, all: true, reject: false });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the service did not become ready:\n${(await child).all}`);
    }
    await sleep(100);
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await child;
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`).catch(() => undefined);
  return response?.ok === true;
}
