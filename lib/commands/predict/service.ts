import { findContainer, isOurs } from '../../container/engine/container.ts';
import { findEngine } from '../../container/engine/engine.ts';
import { hostAddress } from '../../container/engine/host.ts';
import { UserError } from '../../errors.ts';
import type { Flags } from '../../interview/answers.ts';
import { findProject } from '../../project/project.ts';

/**
 * The address of the service to ask: the one that --url gives, else the running container of the project in `cwd`, else its
 * port on this machine, where `npm start` listens.
 * @throws UserError  no-project (exit 2)
 */
export async function serviceUrl(cwd: string, { url, engine }: Flags, signal: AbortSignal): Promise<string> {
  if (url !== undefined) return url.replace(/\/+$/, '');
  const project = await findProject(cwd);
  if (project === undefined)
    throw new UserError({
      code: 'predict-where',
      what: 'There is no project here whose service could be asked',
      where: cwd,
      next: 'go to the folder of one, or give an address: ml-docker predict FILE --url http://localhost:8000',
    });
  const { name, port } = project.answers;
  return (await containersUrl(name, engine, signal)) ?? `http://localhost:${port}`;
}

/** Without an engine there is no container, and no reason to complain. */
async function containersUrl(
  name: string,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const engine = await findEngine(wanted, signal);
    const container = await findContainer(engine, name, signal);
    if (container?.status !== 'running' || !isOurs(container, name)) return undefined;
    const [port] = container.hostPorts;
    return port === undefined ? undefined : `http://${await hostAddress(engine, signal)}:${port}`;
  } catch (error) {
    if (error instanceof UserError && wanted === undefined) return undefined;
    throw error;
  }
}
