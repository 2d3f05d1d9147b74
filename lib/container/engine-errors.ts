import { UserError } from '../errors.ts';
import { linesOf } from './cli.ts';
import type { EngineName } from './engine.ts';

const INSTALL: Record<EngineName, string> = {
  docker: 'install Docker: https://docs.docker.com/get-started/get-docker/',
  podman: 'install podman: https://podman.io/docs/installation',
};

/** None of `names` is installed. */
export function notInstalled(names: readonly EngineName[]): UserError {
  return new UserError({
    code: 'engine-not-installed',
    what: `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} not installed, or not in the PATH`,
    next: [...names.map((name) => INSTALL[name]), 'the project runs without: npm ci && npm start'],
    exitCode: 1,
  });
}

/**
 * The program is there, but its engine does not answer; why, is in what it wrote.
 * `platform` and `host` (DOCKER_HOST) decide what there is to do about it.
 */
export function noAnswer(
  name: EngineName,
  stderr: string,
  platform: NodeJS.Platform = process.platform,
  host = process.env.DOCKER_HOST,
): UserError {
  const details = linesOf(stderr).slice(-5);
  if (/permission denied/i.test(stderr)) {
    return new UserError({
      code: 'engine-no-permission',
      what: `${name} runs, but you are not allowed to use it`,
      details,
      next: [
        'sudo usermod -aG docker "$USER"',
        'then log out and in again, or open a shell with: newgrp docker',
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
      next: howToStart(name, platform, name === 'docker' ? host : undefined),
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

function howToStart(name: EngineName, platform: NodeJS.Platform, host: string | undefined): string[] {
  if (host !== undefined && host !== '')
    return [`DOCKER_HOST is ${host}: correct it, or start the engine there`];
  if (name === 'podman') return ['podman machine start'];
  if (platform === 'linux') return ['sudo systemctl start docker'];
  return ['start Docker Desktop, and wait until it says that the engine is running'];
}
