import { readdir, readFile } from 'node:fs/promises';

/** USER_HZ, in which Linux tells processor time, on every architecture that Node supports. */
const TICKS_PER_SECOND = 100;

interface Stat {
  pid: number;
  parent: number;
  /** User and system, in ticks. */
  ticks: number;
}

/** Whether this system tells what a process and its children take; only Linux has /proc. */
export const canMeasure = process.platform === 'linux';

/** The processor time that a process and all below it have taken, in seconds; NaN where it cannot be measured. */
export async function processorSeconds(root: number): Promise<number> {
  if (!canMeasure) return NaN;
  return (await tree(root)).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND;
}

/**
 * The memory of a process and all below it, in MB: PSS, where a page that n processes share counts as 1/n of a page.
 * NaN where it cannot be measured.
 */
export async function memoryMegabytes(root: number): Promise<number> {
  if (!canMeasure) return NaN;
  const kilobytes = await Promise.all(
    (await tree(root)).map(async ({ pid }) => {
      const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
    }),
  );
  return (kilobytes.reduce((sum, one) => sum + one, 0) * 1024) / 1e6;
}

/** How busy each process was in the seconds between two looks at a tree, in % of a core, the busiest first. */
export function busyProcesses(before: Stat[], after: Stat[], seconds: number): number[] {
  const spent = after.map(({ pid, ticks }) => ticks - (before.find((one) => one.pid === pid)?.ticks ?? 0));
  return spent.map((ticks) => (ticks / TICKS_PER_SECOND / seconds) * 100).sort((a, b) => b - a);
}

/** The processes of a tree, its root first. Empty where the root has ended. */
export async function tree(root: number): Promise<Stat[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map(stat))).filter((one) => one !== undefined);
  const found = all.filter(({ pid }) => pid === root);
  // Grows while it is walked: first the children, then theirs.
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

async function stat(pid: string): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseStat(text);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; the name, in parentheses, may hold anything. */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(fields[1]),
    ticks: Number(fields[11]) + Number(fields[12]),
  };
}
