import { describe, expect, it } from 'vitest';
import { pushFailed } from '../../../../lib/container/push/causes.ts';
import { pushTarget } from '../../../../lib/container/push/registry.ts';
import type { Engine } from '../../../../lib/container/engine/engine.ts';

const docker: Engine = { name: 'docker', command: 'docker', version: '28.2.2', arch: 'amd64' };
const podman: Engine = { name: 'podman', command: 'podman', version: '4.3.1', arch: 'amd64' };
const ghcr = pushTarget('ghcr.io/me/irisapi:1', 'irisapi');
const hub = pushTarget('me/irisapi', 'irisapi');

const failed = (output: string, engine = docker, target = ghcr) =>
  pushFailed(engine, target, { args: ['push', target.reference], output });

// Words of Docker 20.10 and 28, podman 4.3, and of registries, as they come last.
describe('a push that failed', () => {
  it.each([
    ['push-login', 'no basic auth credentials'],
    ['push-login', 'denied: requested access to the resource is denied'],
    ['push-login', 'unauthorized: authentication required'],
    ['push-login', 'denied: permission_denied: write_package'],
    [
      'push-login',
      'Error: writing blob: initiating layer upload to /v2/x/blobs/uploads/ in localhost:5000: authentication required',
    ],
    ['push-login', 'error parsing HTTP 403 response body: unexpected end of JSON input: "" Forbidden'],
    ['push-insecure', 'Get "https://h:5000/v2/": http: server gave HTTP response to HTTPS client'],
    [
      'push-tls',
      'Get "https://h/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
    ['push-tls', 'Get "https://h/v2/": x509: certificate has expired or is not yet valid'],
    ['push-host', 'Get "https://h.invalid/v2/": dial tcp: lookup h.invalid on 127.0.0.53:53: no such host'],
    ['push-network', 'Get "https://h/v2/": dial tcp 192.0.2.7:443: connect: connection refused'],
    [
      'push-network',
      'Get "https://h/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    ],
    ['push-network', 'Get "https://h/v2/": EOF'],
    [
      'push-repository',
      'name unknown: The repository with name irisapi does not exist in the registry with id 1',
    ],
    ['push-no-registry', 'error parsing HTTP 404 response body: invalid character: "<html>"'],
    ['push-no-registry', 'received unexpected HTTP status: 501 Unsupported method'],
    ['push-failed', 'something that nobody has seen before'],
  ])('by %s: %s', (code, line) => {
    const error = failed(`The push refers to repository [ghcr.io/me/irisapi]\n${line}\n`);
    expect(error).toMatchObject({ code, exitCode: 1, where: 'docker push ghcr.io/me/irisapi:1' });
    expect(error.details).toContain(line);
    expect(error.next.at(-1)).toBe('then again: ml-docker push ghcr.io/me/irisapi:1');
  });

  it('names the login of the registry; that of Docker Hub needs no name, except in podman', () => {
    const denied = 'denied: requested access to the resource is denied';
    expect(failed(denied).next[0]).toBe('log in: docker login ghcr.io');
    expect(failed(denied, docker, hub).next[0]).toBe('log in: docker login');
    expect(failed(denied, podman, hub).next[0]).toBe('log in: podman login docker.io');
  });

  it('names the file of the engine in use', () => {
    const plain = 'http: server gave HTTP response to HTTPS client';
    expect(failed(plain).next[0]).toContain('daemon.json');
    expect(failed(plain, podman).next[0]).toContain('/etc/containers/registries.conf');
    const unknown = 'x509: certificate signed by unknown authority';
    expect(failed(unknown).next[0]).toContain('/etc/docker/certs.d/ghcr.io/ca.crt');
    expect(failed(unknown, podman).next[0]).toContain('/etc/containers/certs.d/ghcr.io/ca.crt');
  });
});
