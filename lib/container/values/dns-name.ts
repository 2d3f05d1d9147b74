import { hashOf } from '../../sha256.ts';

/** A label of DNS has 63 characters; 46 leave room for what others append, at most the `-canary-predictor` of KServe. */
const MAX_LENGTH = 46;
const HASH_LENGTH = 8;

/**
 * An API's name as Kubernetes takes it for a Service: a label of DNS (RFC 1035) of at most 46 characters. What begins with a
 * digit gets `api-` before it; what is too long ends in a hash of the whole, so that two long names stay two.
 * @param name  a valid name of an API, see isValidName
 */
export function dnsName(name: string): string {
  const label = name.replaceAll(/[._]+/g, '-').replace(/^(?=\d)/, 'api-');
  if (label.length <= MAX_LENGTH) return label;
  const start = label.slice(0, MAX_LENGTH - HASH_LENGTH - 1).replace(/-+$/, '');
  return `${start}-${hashOf(name).slice(0, HASH_LENGTH)}`;
}
