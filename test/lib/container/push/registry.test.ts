import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../lib/errors.ts';
import { pushTarget } from '../../../../lib/container/push/registry.ts';

describe('a place to push to', () => {
  it.each([
    ['localhost:5000/irisapi', 'localhost:5000', 'localhost:5000/irisapi:latest'],
    ['localhost/irisapi:1.0', 'localhost', 'localhost/irisapi:1.0'],
    ['ghcr.io/me/irisapi:1.0.0', 'ghcr.io', 'ghcr.io/me/irisapi:1.0.0'],
    ['registry.example.com:5000/a/b/irisapi:Release_2', 'registry.example.com:5000', undefined],
    ['me/irisapi:1.0', 'docker.io', 'docker.io/me/irisapi:1.0'],
    ['docker.io/me/irisapi', 'docker.io', 'docker.io/me/irisapi:latest'],
  ])('%s is in the registry %s', (text, registry, reference = text) => {
    const target = pushTarget(text, 'irisapi');
    expect(target).toMatchObject({ registry, reference });
    expect(`${target.repository}:${target.tag}`).toBe(reference);
  });

  it.each([
    ['irisapi', 'names no registry', 'REGISTRY/irisapi'],
    ['irisapi:1.0', 'names no registry', 'REGISTRY/irisapi:1.0'],
    ['localhost:5000', 'without a name', 'localhost:5000/irisapi'],
    ['ghcr.io', 'without a name', 'ghcr.io/irisapi'],
    ['registry.example.com:5000/', 'slash at its end', 'registry.example.com:5000/irisapi'],
    ['https://ghcr.io/Me/irisapi', 'protocol', 'ghcr.io/me/irisapi'],
    ['ghcr.io/Me/irisapi:RC1', 'no capitals', 'ghcr.io/me/irisapi:RC1'],
    ['Me/irisapi', 'no capitals', 'me/irisapi'],
    [`ghcr.io/me/irisapi@sha256:${'0'.repeat(64)}`, 'digest', 'ghcr.io/me/irisapi'],
    ['ghcr.io/me/my api', 'not of the form', 'ghcr.io/irisapi'],
    ['me/', 'slash at its end', 'REGISTRY/me'],
    ['/irisapi', 'not of the form', 'REGISTRY/irisapi'],
    ['', 'names no registry', 'REGISTRY/irisapi'],
  ])('%j is refused, and a better one is named', (text, why, instead) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code: 'push-reference', exitCode: 2 });
    expect(error.message).toContain(why);
    expect(error.next).toEqual([`write for example: ml-docker push ${instead}`]);
    // What is offered would do, once REGISTRY is one.
    expect(pushTarget(instead.replace('REGISTRY', 'localhost:5000'), 'irisapi')).toBeDefined();
  });

  it('has to be given', () => {
    expect(() => pushTarget(undefined, 'irisapi')).toThrow('No reference was given to push to');
  });
});

function refusal(text: string): UserError {
  try {
    pushTarget(text, 'irisapi');
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error(`${text} was not refused`);
}
