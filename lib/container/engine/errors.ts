import { UserError } from '../../errors.ts';
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
      next: howToBeAllowed(name),
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
      next: howToStart(name, { platform, host: name === 'docker' ? host : undefined, stderr }),
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

function howToBeAllowed(name: EngineName): string[] {
  if (name === 'podman') return ['podman has an engine for each user, without root: unset CONTAINER_HOST'];
  return [
    'sudo usermod -aG docker "$USER"',
    'then log out and in again, or open a shell with: newgrp docker',
  ];
}

/** Docker Desktop on Windows can run either Windows containers or Linux containers, and ours is one of Linux. */
export function windowsContainers(): UserError {
  return new UserError({
    code: 'engine-windows',
    what: 'Docker is set to Windows containers, and the service needs Linux ones',
    next: 'in the menu of Docker Desktop: Switch to Linux containers',
    exitCode: 1,
  });
}

/** Engines that are no service of the system, by the path of their socket. */
const STARTED_BY: [path: RegExp, command: string][] = [
  [/\/\.docker\/desktop\//, 'systemctl --user start docker-desktop'],
  [/\/run\/user\/\d+\//, 'systemctl --user start docker'],
  [/\/\.colima\//, 'colima start'],
];

interface Silent {
  platform: NodeJS.Platform;
  /** DOCKER_HOST */
  host: string | undefined;
  /** What the client says: it names the address that it has tried. */
  stderr: string;
}

function howToStart(name: EngineName, { platform, host, stderr }: Silent): string[] {
  if (host !== undefined && host !== '')
    return [`DOCKER_HOST is ${host}: correct it, or start the engine there`];
  if (name === 'podman') return ['podman machine start'];
  const address = /daemon at (\S+?)\.? /.exec(stderr)?.[1] ?? '';
  if (/^(tcp|ssh|https?):/.test(address)) {
    return [`start the engine at ${address}`, 'or use the one of this machine: docker context use default'];
  }
  const command = STARTED_BY.find(([path]) => path.test(address))?.[1];
  if (command !== undefined) return [command];
  if (platform === 'linux') return ['sudo systemctl start docker'];
  return ['start Docker Desktop, and wait until it says that the engine is running'];
}
