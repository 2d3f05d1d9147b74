import { type Cluster, tryKubectl } from './kubectl.ts';
import type { Deployment } from './objects.ts';

const NAME = 'API_KEY';

/**
 * The key that the service in a cluster wants, for a first request: what the Secret has that the Deployment names, or, where
 * that may not be read, this process's own API_KEY. Undefined where it wants none.
 */
export async function apiKeyOf(
  cluster: Cluster,
  { spec }: Deployment,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const variable = spec.template.spec.containers[0]!.env?.find(({ name }) => name === NAME);
  const { name, key } = variable?.valueFrom?.secretKeyRef ?? {};
  if (name === undefined || key === undefined) return variable?.value;
  const args = ['get', 'secret', name, '--ignore-not-found', '--output', 'json'];
  const { exitCode, stdout } = await tryKubectl(cluster, args, { signal });
  if (exitCode !== 0) return process.env[NAME];
  if (stdout.trim() === '') return undefined;
  const value = (JSON.parse(stdout) as { data?: Record<string, string> }).data?.[key];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString();
}
