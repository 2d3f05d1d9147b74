/**
 * A component of an image name: runs of a-z and 0-9, joined by one `.`, one or two `_`, or any number of `-`.
 * Source: the grammar in github.com/distribution/reference (`path-component`).
 */
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;

const MIN_LENGTH = 2;
const MAX_LENGTH = 128;

/** Names that npm refuses for a package, valid as they are for an image. */
const REFUSED_BY_NPM = ['node_modules', 'favicon.ico'];

/** Whether `name` can be an image, a container, a package and a part of a URL at once. */
export function isValidName(name: string): boolean {
  return (
    COMPONENT.test(name) &&
    name.length >= MIN_LENGTH &&
    name.length <= MAX_LENGTH &&
    !REFUSED_BY_NPM.includes(name)
  );
}

/** The nearest valid name: `Student API v2` → `student-api-v2`; `model` where nothing is left of it. */
export function nearestName(text: string): string {
  const parts = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+(?:(?:\.|_{1,2})[a-z0-9]+)*/g);
  const joined = (parts ?? [])
    .join('-')
    .slice(0, MAX_LENGTH)
    .replace(/[^a-z0-9]+$/, '');
  if (isValidName(joined)) return joined;
  return joined === '' ? 'model' : nearestName(`${joined} api`);
}

/** `true`, or what is wrong with a name and which one would do. */
export function checkName(name: string): true | string {
  if (isValidName(name)) return true;
  return (
    `"${name}" cannot name an image: use ${MIN_LENGTH} to ${MAX_LENGTH} lower-case letters and digits, ` +
    `with ".", "_" or "-" between them, for example ${nearestName(name)}`
  );
}
