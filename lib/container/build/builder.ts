import { call } from '../engine/cli.ts';
import type { Engine } from '../engine/engine.ts';
import { kindOf } from '../engine/kinds.ts';

/** What makes images: Docker's BuildKit, its classic builder, or buildah, which is part of podman. */
export type Builder = 'buildkit' | 'classic' | 'buildah';

/** How each of them is called when it is spoken of. */
export const BUILDER_NAMES: Record<Builder, string> = {
  buildkit: 'BuildKit',
  classic: "Docker's classic builder",
  buildah: 'buildah (podman)',
};

/** The builder that `docker build` or `podman build` will use, as far as the client tells beforehand. */
export async function builderOf(engine: Engine, signal?: AbortSignal): Promise<Builder> {
  const { builder } = kindOf(engine);
  if (builder !== undefined) return builder;
  if (process.env.DOCKER_BUILDKIT === '0') return 'classic';
  if (process.env.DOCKER_BUILDKIT === '1') return 'buildkit';
  const buildx = await call(engine.command, ['buildx', 'version'], { signal });
  return buildx.exitCode === 0 ? 'buildkit' : 'classic';
}

/** The builder that has written this output; undefined where it has written nothing of its own. */
export function builderIn(output: string): Builder | undefined {
  if (/^#\d+ /m.test(output)) return 'buildkit';
  if (/^Step \d+\/\d+ : /m.test(output)) return 'classic';
  return /^(\[\d+\/\d+\] )?STEP \d+\/\d+: /m.test(output) ? 'buildah' : undefined;
}
