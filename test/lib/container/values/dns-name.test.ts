import { describe, expect, it } from 'vitest';
import { dnsName } from '../../../../lib/container/values/dns-name.ts';
import { isValidName } from '../../../../lib/interview/name.ts';

/** RFC 1035, as Kubernetes asks it of a Service. */
const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

describe('an API’s name in a cluster', () => {
  it.each([
    ['irisapi', 'irisapi'],
    ['my.api_v2', 'my-api-v2'],
    ['a__b', 'a-b'],
    ['007', 'api-007'],
    ['x'.repeat(46), 'x'.repeat(46)],
  ])('of %s is %s', (name, label) => expect(dnsName(name)).toBe(label));

  it.each(['x'.repeat(47), 'x'.repeat(128), `${'a-'.repeat(60)}b`, `1${'.2'.repeat(60)}`])(
    'of %s is a label that leaves room for -canary-predictor',
    (name) => {
      expect(isValidName(name)).toBe(true);
      expect(dnsName(name)).toMatch(LABEL);
      expect(`${dnsName(name)}-canary-predictor`.length).toBeLessThanOrEqual(63);
    },
  );

  it('of two long names that begin alike are two', () => {
    const name = 'x'.repeat(100);
    expect(dnsName(`${name}a`)).not.toBe(dnsName(`${name}b`));
  });
});
