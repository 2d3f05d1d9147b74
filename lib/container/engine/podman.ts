import { isThisMachine, type EngineKind } from './kind.ts';

/** As much of `podman info` as is looked at; sizes in bytes, from podman 4.0 on. */
interface Info {
  host?: {
    arch?: string;
    hostname?: string;
    distribution?: { distribution?: string; version?: string };
  };
  store?: { graphRoot?: string; graphRootAllocated?: number; graphRootUsed?: number };
  version?: { Version?: string };
}

export const podman: EngineKind = {
  install: 'install podman: https://podman.io/docs/installation',
  question: ['info', '--format', '{{json .}}'],
  read: (answer, command) => {
    const { version, host } = answer as Info;
    return { name: 'podman', command, version: version?.Version ?? '', arch: host?.arch ?? 'amd64' };
  },
  readInfo: (info) => {
    const { host, store } = info as Info;
    const { graphRoot, graphRootAllocated: all, graphRootUsed: used } = store ?? {};
    const { distribution = '', version = '' } = host?.distribution ?? {};
    return {
      system: `${distribution} ${version}`.trim(),
      isHere: isThisMachine(host?.hostname),
      folders: graphRoot === undefined ? [] : [graphRoot],
      ...(all !== undefined && used !== undefined && { free: all - used }),
    };
  },
  endpoint: { variable: 'CONTAINER_HOST' },
  whenForbidden: ['podman has an engine for each user, without root: unset CONTAINER_HOST'],
  whenSilent: () => ['podman machine start'],
  builder: 'buildah',
  leavesWorkingContainers: true,
  handsProxiesOn: true,
  hostInside: 'host.containers.internal',
  asksRegistry: false,
  history: { format: 'json', isList: true },
  // It leaves the clock to systemd, which is not everywhere.
  runsHealthChecks: false,
  push: {
    writesDigest: false,
    trustsLoopback: false,
    certificates: '/etc/containers/certs.d',
    allowInsecure: (registry) =>
      `allow it in /etc/containers/registries.conf: [[registry]] location = "${registry}", insecure = true`,
  },
};
