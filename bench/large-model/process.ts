import { execa } from 'execa';

/** What a process took. */
export interface Taken {
  milliseconds: number;
  /** The most memory that it ever held (its resident set), in MiB. */
  peak: number;
}

// It tells on a channel of its own, at its very end. On Linux maxRSS counts what the process held that started it, too.
const TELL = `
import { existsSync, readFileSync, writeSync } from 'node:fs';
const status = '/proc/self/status';
process.on('exit', () => {
  const own = existsSync(status) && /^VmHWM:\\s+(\\d+)/m.exec(readFileSync(status, 'utf8'))?.[1];
  writeSync(3, String(own || process.resourceUsage().maxRSS));
});
`;
const told = `data:text/javascript,${encodeURIComponent(TELL)}`;

/** Runs Node in a process of its own. Throws where that fails. */
export async function run(args: string[], cwd: string): Promise<Taken> {
  const start = performance.now();
  const { stdio } = await execa(process.execPath, ['--import', told, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return { milliseconds: performance.now() - start, peak: Number(stdio[3]) / 1024 };
}
