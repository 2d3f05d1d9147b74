import { docker } from './docker.ts';
import type { EngineKind } from './kind.ts';
import { podman } from './podman.ts';

/** Every engine that can be used, in the order in which they are tried: the program's name → what it is like. */
export const kinds: Record<string, EngineKind> = { docker, podman };

/** What the engine of that name is like. */
export function kindOf({ name }: { name: string }): EngineKind {
  return kinds[name]!;
}

export function engineNames(): string[] {
  return Object.keys(kinds);
}
