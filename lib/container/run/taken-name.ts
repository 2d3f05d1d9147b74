import { UserError } from '../../errors.ts';
import { findContainer, isOurs } from '../engine/container.ts';
import { findEngine } from '../engine/engine.ts';
import { nameTaken } from './errors.ts';

/**
 * Refuses a name that a container of somebody else has, before anything is written for it. Where no engine answers,
 * that is said when one is needed.
 * @param wanted  docker or podman; absent: the first one that answers
 * @throws UserError  container-name-taken (exit 2)
 */
export async function refuseTakenName(name: string, wanted?: string): Promise<void> {
  const engine = await findEngine(wanted).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  const container = engine && (await findContainer(engine, name));
  if (engine === undefined || container === undefined || isOurs(container, name)) return;
  const { code, message: what, details, next } = nameTaken(engine, name);
  throw new UserError({
    code,
    what,
    where: '--name',
    details: [...details, 'Nothing was written.'],
    next: ['give the API another name: --name NAME', ...next],
  });
}
