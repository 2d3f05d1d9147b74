import { findContainer, isOurs } from '../engine/container.ts';
import { nameTaken } from '../run/errors.ts';
import { ok, type Check } from './check.ts';

/** Whether the name of the container to be started is free, or held by one of this project, which will be replaced. */
export const containerNameCheck: Check = {
  name: 'container',
  purposes: ['run', 'doctor'],
  needsProject: true,
  async run({ project, findEngine, signal }) {
    const { name } = project!;
    const engine = await findEngine();
    const container = await findContainer(engine, name, signal);
    if (container === undefined) return ok(`there is no container ${name}`);
    if (!isOurs(container, name)) throw nameTaken(engine, name);
    return ok(
      `the container ${name} belongs to this project (${container.status}); the next run replaces it`,
    );
  },
};
