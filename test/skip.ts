import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../lib/package.ts';

/** The folder of shared models, beside the project or where ML_DOCKER_MODELS says. */
export const sharedModels = process.env.ML_DOCKER_MODELS ?? path.join(packageRoot, '..', 'shared', 'models');

/** The folder of shared files of trained models, of any format. */
export const trainedModels = path.join(packageRoot, '..', 'shared', 'trained');
/** Pictures, texts and tables, with what has to come of them. */
export const sharedInputs = path.join(packageRoot, '..', 'shared', 'inputs');
/** Inputs that people met trouble with, beside the shared models. */
export const sharedCases = path.join(sharedModels, '..', 'cases');

async function answers(file: string, ...args: string[]): Promise<boolean> {
  const { failed } = await execa(file, args, { reject: false, timeout: 10_000 });
  return !failed;
}

/** A program of the system, which need not be in the PATH. */
function hasProgram(name: string): boolean {
  return ['/usr/bin', '/usr/sbin', '/sbin'].some((folder) => existsSync(path.join(folder, name)));
}

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser that tests drive; undefined where there is none. */
export const chromium = process.env.CHROMIUM ?? CHROMIUM.find((file) => existsSync(file));

/** What a test may need beside Node, with how to find out and what is said where it is missing. */
const parts = {
  engine: { there: () => answers('docker', 'info'), reason: 'no Docker engine answers' },
  baseImage: {
    there: () => answers('docker', 'image', 'inspect', 'node:24-bookworm-slim'),
    reason: 'the engine has no image node:24-bookworm-slim',
  },
  pythonImage: {
    there: () => answers('docker', 'image', 'inspect', 'python:3.11-slim'),
    reason: 'the engine has no image python:3.11-slim',
  },
  ownEngine: {
    there: async () =>
      process.platform === 'linux' && process.getuid?.() === 0 && hasProgram('dockerd') && hasProgram('ip'),
    reason: 'an engine of its own needs root on Linux, dockerd and ip',
  },
  loopDisk: {
    there: async () => process.getuid?.() === 0 && hasProgram('mkfs.ext4') && existsSync('/dev/loop-control'),
    reason: 'a small disk needs root, mkfs.ext4 and a loop device',
  },
  registry: {
    there: () => answers('docker-registry', '--version'),
    reason: 'docker-registry is not installed',
  },
  compose: {
    there: () => answers('docker-compose', '--version'),
    reason: 'docker-compose is not installed',
  },
  podman: {
    there: async () => (await answers('podman', '--version')) && (await answers('catatonit', '--version')),
    reason: 'podman and catatonit are not installed',
  },
  maven: { there: () => answers('mvn', '--version'), reason: 'Maven is not installed' },
  tmux: { there: () => answers('tmux', '-V'), reason: 'tmux is not installed' },
  strace: { there: () => answers('strace', '-V'), reason: 'strace is not installed' },
  setpriv: {
    there: async () => process.getuid?.() === 0 && (await answers('setpriv', '--version')),
    reason: 'dropping to a normal user needs root and setpriv',
  },
  nginx: {
    there: async () => hasProgram('nginx'),
    reason: 'nginx is not installed',
  },
  browser: { there: async () => chromium !== undefined, reason: 'no Chromium is installed' },
  countOfBytes: {
    there: async () => existsSync('/proc/self/io'),
    reason: 'this system does not count the bytes that a process reads',
  },
  kubectl: { there: () => answers('kubectl', 'version', '--client'), reason: 'kubectl is not installed' },
  cluster: {
    there: async () =>
      process.env.KUBECONFIG !== undefined && (await answers('kubectl', 'get', '--raw', '/readyz')),
    reason: 'there is no Kubernetes: KUBECONFIG names none that answers',
  },
  go: { there: () => answers('go', 'version'), reason: 'Go is not installed' },
  prometheus: {
    there: async () => (await answers('promtool', '--version')) && (await answers('prometheus', '--version')),
    reason: 'prometheus and promtool are not installed',
  },
  models: { there: async () => existsSync(sharedModels), reason: 'the shared models are not there' },
  trained: { there: async () => existsSync(trainedModels), reason: 'the trained models are not there' },
  cases: { there: async () => existsSync(sharedCases), reason: 'the shared cases are not there' },
  inputs: { there: async () => existsSync(sharedInputs), reason: 'the shared inputs are not there' },
  runtime: {
    there: async () => existsSync(path.join(packageRoot, 'templates/service/node_modules/onnxruntime-node')),
    reason: 'templates/service is not installed: npm run service',
  },
};

/** What only somebody else or the kernel can bring; .ci/run installs all the rest, and there nothing of it may be missing. */
const BROUGHT = ['models', 'cases', 'trained', 'inputs', 'loopDisk', 'maven', 'kubectl', 'cluster', 'go'];

/**
 * For `describe.skipIf(await lacks('engine'))`: whether something is missing, with the reason printed.
 * @throws Error  under .ci/run, which should have installed it
 */
export async function lacks(...names: (keyof typeof parts)[]): Promise<boolean> {
  for (const name of names) {
    if (await parts[name].there()) continue;
    if (process.env.ML_DOCKER_CI === '1' && !BROUGHT.includes(name)) {
      throw new Error(`${parts[name].reason}, though .ci/run should have seen to it`);
    }
    process.stderr.write(`skipped: ${parts[name].reason}\n`);
    return true;
  }
  return false;
}
