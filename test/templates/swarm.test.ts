import { beforeAll, describe, expect, it } from 'vitest';
import { manifests, type Manifest } from './manifests.ts';

/** What compose.yaml has and `docker stack deploy` refuses or ignores. */
const NOT_IN_A_STACK = [
  'build',
  'mem_limit',
  'cpus',
  'restart',
  'security_opt',
  'container_name',
  'depends_on',
];

describe('the layer swarm', () => {
  let stack: Manifest;
  beforeAll(async () => {
    stack = (await manifests('stack.yaml', { name: 'my.api', port: 9001, with: ['swarm'] })).get('');
  });

  it('has only what a swarm takes', () => {
    expect(stack.version).toBe('3.8');
    const [service, ...others] = Object.values<Manifest>(stack.services);
    expect(others).toEqual([]);
    for (const key of NOT_IN_A_STACK) expect(service).not.toHaveProperty(key);
    expect(service.ports).toEqual([{ target: 9001, published: 9001, protocol: 'tcp', mode: 'host' }]);
    expect(service.image).toBe('my.api:1.0.0');
  });

  it('has limits, and goes back where an update fails', () => {
    const { deploy, stop_grace_period } = stack.services.api;
    expect(deploy.resources).toEqual({
      reservations: { cpus: '0.5', memory: '256M' },
      limits: { cpus: '1', memory: '576M' },
    });
    expect(deploy.update_config.failure_action).toBe('rollback');
    expect(stop_grace_period).toBe('40s');
  });
});
