import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../engine/cli.ts';
import { discardContainer } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';
import { kindOf } from '../engine/kinds.ts';

/** How long podman gets to clear up by itself. */
const PATIENCE_MS = 5000;
const PAUSE_MS = 100;

/**
 * Ends a `podman build`. A signal would end podman alone: the step's program would go on, and the containers of all
 * steps stay. Where that program is ended instead, podman takes it for a failed step and removes them.
 */
export async function endPodmanBuild(pid: number): Promise<void> {
  for (const start = Date.now(); Date.now() - start < PATIENCE_MS; await sleep(PAUSE_MS)) {
    const below = await descendants(pid);
    if (below === undefined) return;
    // podman → buildah's helper → the program of the step, the first process of its container.
    for (const { parent, child } of below) if (parent !== pid) end(child, 'SIGKILL');
    if (below.length === 0 && !isRunning(pid)) return;
  }
  end(pid, 'SIGTERM');
}

/**
 * Removes the containers that a failed or interrupted build has left, by what it has written: the classic builder one
 * for the step that ran, podman one for each step, where it could not do so itself.
 * @param since  when the build began
 */
export async function discardBuildContainers(engine: Engine, output: string, since: Date): Promise<void> {
  const running = [...output.matchAll(/^ ---> Running in ([0-9a-f]{12})$/gm)].at(-1)?.[1];
  if (running !== undefined) await discardContainer(engine, running);
  if (kindOf(engine).leavesWorkingContainers) await discardWorkingContainers(engine, output, since);
}

/** As much of `podman ps --external --format json` as is looked at. */
interface External {
  Id: string;
  /** By name, `localhost/node:24`, where it has one. */
  Image: string;
  ImageID: string;
  State: string;
  /** Seconds since 1970. */
  Created: number;
}

async function discardWorkingContainers(engine: Engine, output: string, since: Date): Promise<void> {
  const args = ['ps', '--all', '--external', '--format', 'json'];
  const { exitCode, stdout } = await call(engine.command, args);
  if (exitCode !== 0) return;
  const steps = [...output.matchAll(/^--> ([0-9a-f]{11,12})$/gm)].map(([, id]) => id!);
  const bases = [...output.matchAll(/STEP 1\/\d+: FROM (\S+)/g)].map(([, base]) => base!);
  const isOurs = ({ Image, ImageID }: External): boolean =>
    steps.some((id) => ImageID.startsWith(id)) || bases.some((base) => Image.endsWith(base));
  for (const container of JSON.parse(stdout || '[]') as External[]) {
    const isLate = container.Created >= Math.floor(since.getTime() / 1000);
    if (container.State === 'storage' && isLate && isOurs(container))
      await discardContainer(engine, container.Id);
  }
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The processes below `pid`, as Linux lists them; undefined where it is another system. */
async function descendants(pid: number): Promise<{ parent: number; child: number }[] | undefined> {
  const entries = await readdir('/proc').catch(() => undefined);
  if (entries === undefined) return undefined;
  const numbers = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const parents = new Map<number, number>();
  await Promise.all(
    numbers.map(async (child) => {
      const stat = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => '');
      // `5161 (buildah-oci-runtime) S 4193 …`: the name may hold spaces and brackets.
      const parent = /^.*\) \S (\d+) /s.exec(stat)?.[1];
      if (parent !== undefined) parents.set(child, Number(parent));
    }),
  );
  const isBelow = (child: number): boolean => {
    const parent = parents.get(child);
    return parent !== undefined && (parent === pid || isBelow(parent));
  };
  return numbers.filter(isBelow).map((child) => ({ parent: parents.get(child)!, child }));
}
