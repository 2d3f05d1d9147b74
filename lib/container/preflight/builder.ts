import { UserError } from '../../errors.ts';
import { BUILDER_NAMES, builderOf } from '../build/builder.ts';
import { call } from '../engine/cli.ts';
import type { Engine } from '../engine/engine.ts';
import { ok, type Check } from './check.ts';

/** Which builder makes images; one Dockerfile serves them all. */
export const builderCheck: Check = {
  name: 'builder',
  purposes: ['build', 'doctor'],
  async run({ findEngine, signal }) {
    const engine = await findEngine();
    const builder = await builderOf(engine, signal);
    if (builder === 'buildkit' && (await lacksBuildx(engine, signal))) throw buildxMissing();
    const more = builder === 'classic' ? '; with the plugin buildx it would be BuildKit' : '';
    return ok(`${BUILDER_NAMES[builder]}${more}`);
  },
};

/** The first client that leaves BuildKit to its plugin buildx. */
const CLIENT_WITHOUT_BUILDKIT = 23;

/** Whether DOCKER_BUILDKIT=1 asks this client for what it has not got. */
async function lacksBuildx({ command }: Engine, signal: AbortSignal | undefined): Promise<boolean> {
  if (process.env.DOCKER_BUILDKIT !== '1') return false;
  const client = await call(command, ['version', '--format', '{{.Client.Version}}'], { signal });
  if (parseInt(client.stdout, 10) < CLIENT_WITHOUT_BUILDKIT) return false;
  return (await call(command, ['buildx', 'version'], { signal })).exitCode !== 0;
}

function buildxMissing(): UserError {
  return new UserError({
    code: 'buildx-missing',
    what: 'DOCKER_BUILDKIT=1 asks for BuildKit, and the plugin buildx that calls it is missing',
    next: [
      'take the classic builder, which can do it as well: unset DOCKER_BUILDKIT',
      'or install the plugin: https://docs.docker.com/go/buildx/',
    ],
    exitCode: 1,
  });
}
