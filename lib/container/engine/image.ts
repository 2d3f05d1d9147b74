import { call } from './cli.ts';
import type { Engine } from './engine.ts';
import { engineFailed } from './failure.ts';

/** An image as its engine describes it. */
export interface Image {
  id: string;
  /** As the engine counts: all layers, the base image's included. */
  bytes: number;
  /** amd64, arm64 */
  architecture: string;
  labels: Record<string, string>;
  /** When it was built, or last given a name where the engine keeps that: milliseconds since 1970. */
  date: number;
}

interface Inspected {
  Id: string;
  Size: number;
  Architecture: string;
  Created: string;
  /** Docker's; podman has none. */
  Metadata?: { LastTagTime?: string } | null;
  Config?: { Labels?: Record<string, string> | null } | null;
}

/** The image called `reference`; undefined where the engine has none of that name. */
export async function findImage(
  engine: Engine,
  reference: string,
  signal?: AbortSignal,
): Promise<Image | undefined> {
  const args = ['image', 'inspect', reference];
  const { exitCode, stdout, stderr } = await call(engine.command, args, { signal });
  if (exitCode !== 0) {
    if (/no such image|image not known/i.test(stderr)) return undefined;
    throw engineFailed(engine, args, stderr);
  }
  const [found] = JSON.parse(stdout) as [Inspected];
  return {
    id: found.Id,
    bytes: found.Size,
    architecture: found.Architecture,
    labels: found.Config?.Labels ?? {},
    date: Math.max(...[found.Created, found.Metadata?.LastTagTime].map(millisecondsOf)),
  };
}

/** `2026-01-02T03:04:05.678901234Z`; 0 where it is absent. */
function millisecondsOf(date: string | undefined): number {
  const parsed = Date.parse(date ?? '');
  return Number.isNaN(parsed) ? 0 : parsed;
}
