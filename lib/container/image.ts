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
}

interface Inspected {
  Id: string;
  Size: number;
  Architecture: string;
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
  };
}
