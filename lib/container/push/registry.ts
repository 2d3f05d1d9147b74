import { UserError } from '../../errors.ts';
import { parseReference } from '../values/base-image.ts';

/** Where an image is pushed to. */
export interface Target {
  /** Host, with a port where there is one: `localhost:5000`; `docker.io` where none is named. */
  registry: string;
  /** With the registry, without the tag: `localhost:5000/team/irisapi`. */
  repository: string;
  tag: string;
  /** REPOSITORY:TAG */
  reference: string;
}

const DOCKER_HUB = 'docker.io';

/**
 * Where `ml-docker push` is to push to: REGISTRY/NAME[:TAG], or USER/NAME[:TAG] on Docker Hub.
 * @throws UserError  argument-missing or push-reference (exit 2), with a reference that would do
 */
export function pushTarget(text: string | undefined, name: string): Target {
  if (text === undefined) {
    throw new UserError({
      code: 'argument-missing',
      what: 'No reference was given to push to',
      next: `name one: ml-docker push REGISTRY/${name}, for example ghcr.io/USER/${name}:1.0.0`,
    });
  }
  const bare = text.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
  if (bare !== text) {
    throw wrong(text, 'a reference has neither a protocol nor a slash at its end', nearest(bare, name));
  }
  if (text.includes('@')) throw wrong(text, 'a digest is what a push gives', nearest(text, name));
  if (!text.includes('/')) {
    const why = isHost(text) ? 'that is a registry, without a name for the image' : 'it names no registry';
    throw wrong(text, why, nearest(text, name));
  }
  if (inLowerCase(text) !== text) {
    throw wrong(text, 'the name of an image has no capitals', nearest(text, name));
  }
  const parsed = parseReference(text);
  if (parsed === undefined) {
    throw wrong(text, 'it is not of the form REGISTRY/NAME[:TAG]', nearest(text, name));
  }
  const { repository: typed, tag = 'latest' } = parsed;
  const [first] = typed.split('/') as [string];
  const registry = isHost(first) ? first : DOCKER_HUB;
  // In full: podman would ask which registry is meant.
  const repository = isHost(first) ? typed : `${DOCKER_HUB}/${typed}`;
  return { registry, repository, tag, reference: `${repository}:${tag}` };
}

/** Whether the first part of a reference is a registry's host, as Docker decides it, or else a name. */
function isHost(first: string): boolean {
  return /^(localhost|[^:]+\.[^:]+|\[.*\])(:\d+)?$|:\d{2,5}$/.test(first);
}

/** The reference that was most likely meant. */
function nearest(text: string, name: string): string {
  const [plain = ''] = text.split('@');
  const [first = ''] = plain.split('/');
  const candidates = plain.includes('/')
    ? [inLowerCase(plain), `${isHost(first) ? first : 'REGISTRY'}/${name}`]
    : [isHost(plain) ? `${plain}/${name}` : `REGISTRY/${plain.toLowerCase()}`, `${plain}/${name}`];
  return candidates.find((one) => parseReference(one) !== undefined) ?? `REGISTRY/${name}`;
}

/** All of it but the host and the tag, which may have capitals. */
function inLowerCase(text: string): string {
  const [first = ''] = text.split('/');
  const host = isHost(first) ? first : '';
  const [, path = '', tag = ''] = /^([^]*?)(:[^:/]*)?$/.exec(text.slice(host.length))!;
  return host + path.toLowerCase() + tag;
}

function wrong(text: string, why: string, instead: string): UserError {
  return new UserError({
    code: 'push-reference',
    what: `"${text}" cannot be pushed to: ${why}`,
    next: `write for example: ml-docker push ${instead}`,
  });
}
