import { UserError } from '../../errors.ts';
import { linesOf } from './cli.ts';
import { kindOf } from './kinds.ts';

/** None of `names` is installed. */
export function notInstalled(names: readonly string[]): UserError {
  return new UserError({
    code: 'engine-not-installed',
    what: `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} not installed, or not in the PATH`,
    next: [
      ...names.map((name) => kindOf({ name }).install),
      'the project runs without, in its folder: npm ci && npm start',
    ],
    exitCode: 1,
  });
}

/**
 * The program is there, but its engine does not answer; why, is in what it wrote.
 * `platform` and `host` (DOCKER_HOST, CONTAINER_HOST) decide what there is to do about it.
 */
export function noAnswer(
  name: string,
  stderr: string,
  platform: NodeJS.Platform = process.platform,
  host = process.env[kindOf({ name }).endpoint.variable],
): UserError {
  const details = linesOf(stderr).slice(-5);
  if (/permission denied/i.test(stderr)) {
    return new UserError({
      code: 'engine-no-permission',
      what: `${name} runs, but you are not allowed to use it`,
      details,
      next: kindOf({ name }).whenForbidden,
      exitCode: 1,
    });
  }
  const context = /context "([^"]+)"/.exec(stderr)?.[1];
  if (name === 'docker' && context !== undefined && /not found/i.test(stderr)) {
    const isSet = (process.env.DOCKER_CONTEXT ?? '') !== '';
    return new UserError({
      code: 'engine-context',
      what: `There is no Docker context "${context}"`,
      where: isSet ? 'DOCKER_CONTEXT' : 'the current context of docker',
      details,
      next: [
        'see which ones there are: docker context ls',
        isSet ? 'then set DOCKER_CONTEXT to one of them, or unset it' : 'then: docker context use default',
      ],
      exitCode: 1,
    });
  }
  if (
    /cannot connect|unable to connect|error during connect|daemon running|connection refused|no such host/i.test(
      stderr,
    )
  ) {
    return new UserError({
      code: 'engine-not-running',
      what: `${name} is installed, but its engine is not running`,
      details,
      next: howToStart(name, { platform, host, stderr }),
      exitCode: 1,
    });
  }
  return new UserError({
    code: 'engine-no-answer',
    what: `${name} is installed, but does not answer`,
    details,
    next: `see what it says by itself: ${name} info`,
    exitCode: 1,
  });
}

interface Silent {
  platform: NodeJS.Platform;
  /** What the engine's variable says. */
  host: string | undefined;
  /** What the client says: it names the address that it has tried. */
  stderr: string;
}

function howToStart(name: string, { platform, host, stderr }: Silent): string[] {
  const { endpoint, whenSilent } = kindOf({ name });
  if (host !== undefined && host !== '')
    return [`${endpoint.variable} is ${host}: correct it, or start the engine there`];
  return whenSilent(platform, stderr);
}
