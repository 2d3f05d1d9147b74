import { portTaken } from '../run/errors.ts';
import { freePortFrom, portHolder, type PortQuestion } from '../run/published-port.ts';
import { ok, type Check } from './check.ts';

/** Whether the container's port can be published on the engine's host. */
export const portCheck: Check = {
  name: 'port',
  purposes: ['run', 'doctor'],
  needsProject: true,
  async run({ project, findEngine, host, signal }) {
    const { name, hostPort } = project!;
    const engine = await findEngine();
    const question: PortQuestion = { name, engine, local: (await host()) === 'localhost', signal };
    const holder = await portHolder(hostPort, question);
    if (holder === undefined) return ok(`port ${hostPort} is free`);
    if (holder.isOurs) return ok(`port ${hostPort} is held by the container ${name}, which will be replaced`);
    const free = await freePortFrom(hostPort + 1, question);
    throw portTaken(engine, hostPort, { holder: holder.container, free });
  },
};
