import { UserError } from '../../errors.ts';
import { isThisMachine, type EngineKind } from './kind.ts';

interface Version {
  Client?: { Version?: string; OsArch?: string };
  Server?: { Version?: string; Arch?: string; Os?: string } | null;
}

/** As much of `docker info` as is looked at. */
interface Info {
  Name?: string;
  OperatingSystem?: string;
  DockerRootDir?: string;
  DriverStatus?: [string, string][];
}

export const docker: EngineKind = {
  install: 'install Docker: https://docs.docker.com/get-started/get-docker/',
  question: ['version', '--format', '{{json .}}'],
  read: (answer, command) => {
    const { Server, Client = {} } = answer as Version;
    if (Server) {
      if (Server.Os === 'windows') throw windowsContainers();
      return { name: 'docker', command, version: Server.Version ?? '', arch: Server.Arch ?? 'amd64' };
    }
    // podman-docker answers for its client only, with the processor as linux/amd64.
    const { Version: version, OsArch } = Client;
    if (version === undefined || OsArch === undefined) return undefined;
    return { name: 'podman', command, version, arch: OsArch.split('/')[1] ?? 'amd64' };
  },
  readInfo: (info) => {
    const { Name, OperatingSystem = '', DockerRootDir, DriverStatus } = info as Info;
    const isContainerd = (DriverStatus ?? []).some(([, value]) =>
      value.startsWith('io.containerd.snapshotter'),
    );
    return {
      system: OperatingSystem,
      isHere: isThisMachine(Name),
      folders: [...(DockerRootDir ? [DockerRootDir] : []), ...(isContainerd ? [CONTAINERD_ROOT] : [])],
    };
  },
  // It says what DOCKER_HOST and contexts come to.
  endpoint: {
    variable: 'DOCKER_HOST',
    args: ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'],
  },
  whenForbidden: [
    'sudo usermod -aG docker "$USER"',
    'then log out and in again, or open a shell with: newgrp docker',
  ],
  whenSilent,
  leavesWorkingContainers: false,
  handsProxiesOn: false,
  hostInside: 'host.docker.internal',
  asksRegistry: true,
  history: { format: '{{json .}}', isList: false },
  runsHealthChecks: true,
  push: {
    writesDigest: true,
    trustsLoopback: true,
    certificates: '/etc/docker/certs.d',
    defaultRegistry: 'docker.io',
    allowInsecure: (registry) =>
      `allow it in the engine's daemon.json, and restart the engine: "insecure-registries": ["${registry}"]`,
  },
};

/** Where containerd keeps images, if they are its own affair: the default of new installations since Docker 29. */
const CONTAINERD_ROOT = '/var/lib/containerd';

/** Engines that are not a service of the system, by the path of their socket. */
const STARTED_BY: [path: RegExp, command: string][] = [
  [/\/\.docker\/desktop\//, 'systemctl --user start docker-desktop'],
  [/\/run\/user\/\d+\//, 'systemctl --user start docker'],
  [/\/\.colima\//, 'colima start'],
];

function whenSilent(platform: NodeJS.Platform, stderr: string): string[] {
  const address = /daemon at (\S+?)\.? /.exec(stderr)?.[1] ?? '';
  if (/^(tcp|ssh|https?):/.test(address)) {
    return [`start the engine at ${address}`, 'or use the one of this machine: docker context use default'];
  }
  const command = STARTED_BY.find(([path]) => path.test(address))?.[1];
  if (command !== undefined) return [command];
  if (platform === 'linux') return ['sudo systemctl start docker'];
  return ['start Docker Desktop, and wait until it says that the engine is running'];
}

/** Docker Desktop on Windows can run either Windows containers or Linux containers, and ours is one of Linux. */
function windowsContainers(): UserError {
  return new UserError({
    code: 'engine-windows',
    what: 'Docker is set to Windows containers, and the service needs Linux ones',
    next: 'in the menu of Docker Desktop: Switch to Linux containers',
    exitCode: 1,
  });
}
