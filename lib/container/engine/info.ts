import { hostname } from 'node:os';
import { call } from './cli.ts';
import type { Engine } from './engine.ts';
import { engineFailed } from './failure.ts';

/** What an engine says about the machine that it runs on. */
export interface EngineInfo {
  /** The operating system, in words: `Debian GNU/Linux 12 (bookworm)`, `Docker Desktop`. */
  system: string;
  /** Whether that machine is this one. A virtual machine on it, as Docker Desktop has it, is another one. */
  isHere: boolean;
  /** The folders of images and containers, on the machine of the engine. */
  folders: string[];
  /** Bytes free in them, where the engine itself says so. */
  free?: number;
}

/** As much of `docker info` as is looked at. */
interface DockerInfo {
  Name?: string;
  OperatingSystem?: string;
  DockerRootDir?: string;
  DriverStatus?: [string, string][];
}

/** As much of `podman info` as is looked at; sizes in bytes, from podman 4.0 on. */
interface PodmanInfo {
  host?: { hostname?: string; distribution?: { distribution?: string; version?: string } };
  store?: { graphRoot?: string; graphRootAllocated?: number; graphRootUsed?: number };
}

/** @throws UserError  engine-failed (exit 1) */
export async function engineInfo(engine: Engine, signal?: AbortSignal): Promise<EngineInfo> {
  const args = ['info', '--format', '{{json .}}'];
  const { exitCode, stdout, stderr } = await call(engine.command, args, { signal });
  if (exitCode !== 0) throw engineFailed(engine, args, stderr);
  const info = JSON.parse(stdout) as DockerInfo & PodmanInfo;
  return engine.name === 'podman' ? ofPodman(info) : ofDocker(info);
}

/** Where containerd keeps images, if they are its own affair: the default of new installations since Docker 29. */
const CONTAINERD_ROOT = '/var/lib/containerd';

function ofDocker({ Name, OperatingSystem = '', DockerRootDir, DriverStatus = [] }: DockerInfo): EngineInfo {
  const isContainerd = (DriverStatus ?? []).some(([, value]) =>
    value.startsWith('io.containerd.snapshotter'),
  );
  return {
    system: OperatingSystem,
    isHere: isThis(Name),
    folders: [...(DockerRootDir ? [DockerRootDir] : []), ...(isContainerd ? [CONTAINERD_ROOT] : [])],
  };
}

function ofPodman({ host, store }: PodmanInfo): EngineInfo {
  const { graphRoot, graphRootAllocated: all, graphRootUsed: used } = store ?? {};
  const { distribution = '', version = '' } = host?.distribution ?? {};
  return {
    system: `${distribution} ${version}`.trim(),
    isHere: isThis(host?.hostname),
    folders: graphRoot === undefined ? [] : [graphRoot],
    ...(all !== undefined && used !== undefined && { free: all - used }),
  };
}

function isThis(name: string | undefined): boolean {
  return name !== undefined && name.toLowerCase() === hostname().toLowerCase();
}
