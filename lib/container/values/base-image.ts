import { DEFAULT_BASE_IMAGE } from '../../defaults.ts';

/** What an image reference says: `docker.io/library/node:24-bookworm-slim@sha256:…`. */
export interface ImageReference {
  repository: string;
  tag?: string;
  digest?: string;
}

// The grammar of github.com/distribution/reference: [domain/]path[:tag][@digest].
const DOMAIN =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9-]+)*(?::[0-9]+)?|\\[[0-9a-fA-F:]+\\](?::[0-9]+)?)';
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const REFERENCE = new RegExp(
  `^((?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*)(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
);

/** The emitted app.ts runs as it is, by type stripping, from this version of Node on. */
export const MIN_NODE = [22, 18] as const;

/** Takes a reference apart; undefined where it is not well formed. */
export function parseReference(text: string): ImageReference | undefined {
  const match = REFERENCE.exec(text);
  if (match === null) return undefined;
  const [, repository, tag, digest] = match;
  return { repository: repository!, ...(tag && { tag }), ...(digest && { digest }) };
}

/** Whether it is Docker's official image of Node, under any of its names. */
export function isOfficialNode({ repository }: ImageReference): boolean {
  return /^(?:(?:docker\.io\/)?library\/|docker\.io\/)?node$/.test(repository);
}

/** The nearest Debian image to an Alpine one: `node:22-alpine3.21` → `node:22-bookworm-slim`. */
function nearestDebian({ repository, tag = '' }: ImageReference): string {
  const version = /^(\d+)(?:\.(\d+))?(?:\.\d+)?/.exec(tag);
  const tooOld = version !== null && isTooOld(Number(version[1]), version[2]);
  return /(^|\/)node$/.test(repository) && version !== null && !tooOld
    ? `${repository}:${version[0]}-bookworm-slim`
    : DEFAULT_BASE_IMAGE;
}

function isTooOld(major: number, minor: string | undefined): boolean {
  const [minMajor, minMinor] = MIN_NODE;
  return major < minMajor || (major === minMajor && minor !== undefined && Number(minor) < minMinor);
}

/** `true`, or why the service cannot run on this image and which one to take instead. */
export function checkBaseImage(text: string): true | string {
  const reference = parseReference(text);
  if (reference === undefined) {
    return `"${text}" is not an image reference: write REPOSITORY[:TAG], for example ${DEFAULT_BASE_IMAGE}`;
  }
  if (/^\d+$/.test(text)) {
    return `"${text}" is a number, and an image has a name: write REPOSITORY[:TAG], for example ${DEFAULT_BASE_IMAGE}`;
  }
  const { repository, tag = '' } = reference;
  if (/(^|\/)alpine$/.test(repository) || /alpine|musl/.test(tag)) {
    return `${text} is built on Alpine, whose C library is musl; ONNX Runtime needs glibc: use ${nearestDebian(reference)}`;
  }
  if (repository === 'scratch' || /(^|\/)busybox$/.test(repository)) {
    return `${text} has neither Node nor glibc: use ${DEFAULT_BASE_IMAGE}`;
  }
  const version = isOfficialNode(reference) ? /^(\d+)(?:\.(\d+))?/.exec(tag) : null;
  if (version !== null && isTooOld(Number(version[1]), version[2])) {
    return `${text} is too old: the service needs Node ${MIN_NODE.join('.')} or later: use ${DEFAULT_BASE_IMAGE}`;
  }
  return true;
}
