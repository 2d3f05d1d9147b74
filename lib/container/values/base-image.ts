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

/** What is known of a base image by its name alone: every template can use it, as `baseTraits`. */
export interface BaseImageTraits {
  /** Docker's official image of Node, under any of its names: its user may write everywhere, its libc is glibc. */
  isOfficial: boolean;
  /** An image called node has npm, and no entry point that is in the way. */
  hasNpm: boolean;
  /** Which image installs the packages: this one where it has npm, else the official one. */
  npmImage: string;
  /** Where node is, if it is not in the PATH: distroless images have it in a folder of its own. */
  nodeFolder: string | null;
}

/** Judges a base image by its name: its traits, or why the service cannot run on it and which one to take instead. */
export function judgeBaseImage(text: string): BaseImageTraits & { refusal?: string } {
  const reference = parseReference(text);
  const repository = reference?.repository ?? '';
  const hasNpm = /(^|\/)node$/.test(repository);
  const refusal = refusalOf(text, reference);
  return {
    isOfficial: isOfficialNode(repository),
    hasNpm,
    npmImage: hasNpm ? text : DEFAULT_BASE_IMAGE,
    nodeFolder: /(^|\/)distroless\/nodejs/.test(repository) ? '/nodejs/bin' : null,
    ...(refusal !== undefined && { refusal }),
  };
}

/** `true`, or the refusal: the form that a question's check has. */
export function checkBaseImage(text: string): true | string {
  return judgeBaseImage(text).refusal ?? true;
}

function isOfficialNode(repository: string): boolean {
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

function refusalOf(text: string, reference: ImageReference | undefined): string | undefined {
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
  const version = isOfficialNode(repository) ? /^(\d+)(?:\.(\d+))?/.exec(tag) : null;
  if (version !== null && isTooOld(Number(version[1]), version[2])) {
    return `${text} is too old: the service needs Node ${MIN_NODE.join('.')} or later: use ${DEFAULT_BASE_IMAGE}`;
  }
  return undefined;
}
