import { call, linesOf } from '../engine/cli.ts';
import type { Engine } from '../engine/engine.ts';

/** The label that the Dockerfile puts on its stages, so that what they leave is known: whose they are. */
export const STAGE_LABEL = 'io.github.ml-docker.stage';

/**
 * Removes what the stages of earlier builds of `name` have left, as images `<none>`. Those of this build stay: for the
 * classic builder and podman they are the cache that makes the next build quick. (BuildKit keeps a cache of its own.)
 * @param output  what this build has written; its stages are known by their ids in there. Without it, all are removed
 */
export async function discardOldStages(engine: Engine, name: string, output = ''): Promise<void> {
  const filters = ['dangling=true', `label=${STAGE_LABEL}=${name}`].flatMap((filter) => ['--filter', filter]);
  const { stdout } = await call(engine.command, ['images', '--quiet', '--no-trunc', ...filters]);
  const current = [...output.matchAll(/^ ?-+> (?:Using cache )?([0-9a-f]{11,12})/gm)].map(([, id]) => id!);
  const old = linesOf(stdout).filter(
    (id) => !current.some((step) => id.replace('sha256:', '').startsWith(step)),
  );
  // One that a container still uses is refused, and stays.
  for (const id of new Set(old)) await call(engine.command, ['rmi', id]);
}
