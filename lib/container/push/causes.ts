import { UserError } from '../../errors.ts';
import { commandLine, linesOf } from '../engine/cli.ts';
import type { Engine } from '../engine/engine.ts';
import { kindOf } from '../engine/kinds.ts';
import type { Target } from './registry.ts';

/** A known cause of a failed push: how it shows in what the engine writes, and what helps. */
interface PushCause {
  code: string;
  pattern: RegExp;
  what: string;
  next: string[];
}

/** The first one that fits is told. */
function pushCauses(engine: Engine, { registry, repository }: Target): PushCause[] {
  const { push } = kindOf(engine);
  const login = registry === push.defaultRegistry ? 'login' : `login ${registry}`;
  return [
    {
      code: 'push-insecure',
      pattern: /server gave HTTP response to HTTPS client/,
      what: `${registry} speaks plain HTTP, and the engine insists on TLS`,
      next: [push.allowInsecure(registry), 'better: give the registry a certificate'],
    },
    {
      code: 'push-tls',
      pattern: /x509:|tls: failed to verify|certificate/i,
      what: `The engine does not trust the certificate of ${registry}`,
      next: [
        'give the engine the certificate of the authority that signed it: ' +
          `${push.certificates}/${registry}/ca.crt`,
      ],
    },
    {
      code: 'push-login',
      pattern:
        /no basic auth credentials|unauthorized|authentication required|(username|password) ?(or|\/)|denied|forbidden|insufficient_scope/i,
      what: `${registry} does not let you push there`,
      next: [
        `log in: ${engine.command} ${login}`,
        `or you may not write to ${repository}: the user or team in it must be yours`,
      ],
    },
    {
      code: 'push-repository',
      pattern: /name unknown|repository .*(not found|does not exist)/i,
      what: `${registry} has no repository ${repository}, and does not create one by itself`,
      next: ['create it there first, or correct the name'],
    },
    {
      code: 'push-host',
      pattern: /no such host|server misbehaving|name resolution|name or service not known/i,
      what: `The engine cannot find the host ${registry}`,
      next: ['correct the name, or check DNS'],
    },
    {
      code: 'push-network',
      pattern:
        /connection refused|no route to host|network is unreachable|i\/o timeout|context deadline exceeded|Client\.Timeout|connection reset|TLS handshake timeout|proxyconnect|\bEOF\b/i,
      what: `The engine cannot reach ${registry}`,
      next: ['is the registry up, and is the port right? Check the network and the proxy settings'],
    },
    {
      code: 'push-no-registry',
      pattern: /HTTP status: (404|405|501)|HTTP 40[45]|status code 40[45]|not found|method not allowed/i,
      what: `What answers at ${registry} is not a registry`,
      next: ['correct host and port'],
    },
  ];
}

const TELLING_LINES = 3;

/** Why a push failed, as far as the engine's words tell. */
export function pushFailed(
  engine: Engine,
  target: Target,
  { args, output }: { args: string[]; output: string },
): UserError {
  const lines = linesOf(output).slice(-TELLING_LINES);
  const cause = pushCauses(engine, target).find(({ pattern }) => lines.some((line) => pattern.test(line)));
  return new UserError({
    code: cause?.code ?? 'push-failed',
    what: cause?.what ?? `The image could not be pushed to ${target.registry}`,
    where: commandLine(engine.command, args),
    details: lines,
    next: [
      ...(cause?.next ?? ['fix what the lines above name']),
      `then again: ml-docker push ${target.reference}`,
    ],
    exitCode: 1,
  });
}
