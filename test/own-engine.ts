import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

/** A Docker engine of a test's own, which may be stopped, filled and misused. Needs root on Linux. */
export interface OwnEngine {
  /** For DOCKER_HOST. */
  host: string;
  /** Runs docker with it. */
  docker(...args: string[]): Promise<{ stdout: string; exitCode: number | undefined }>;
  /** Ends it, and leaves its folder as it is. */
  stop(): Promise<void>;
  /** Ends it, and removes all that it had. */
  remove(): Promise<void>;
}

export interface OwnEngineOptions {
  /** Where images and containers go; a folder of its own where it is absent. */
  dataRoot?: string;
}

const DOCKERD = ['/usr/bin/dockerd', '/usr/sbin/dockerd'].find((file) => existsSync(file)) ?? 'dockerd';
const START_MS = 60_000;

/**
 * Starts an engine beside the one that all tests share: its own socket, data and bridge, and it leaves the machine's
 * packet filter alone, so that the two do not meet. (Published ports are served by docker-proxy then, and containers
 * reach nothing outside.)
 */
export async function startEngine({ dataRoot }: OwnEngineOptions = {}): Promise<OwnEngine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-engine-'));
  const host = `unix://${folder}/docker.sock`;
  // Never `--bridge none`: a dockerd without a bridge removes docker0, which is the other engine's.
  const bridge = await addBridge();
  const log = await open(path.join(folder, 'log'), 'w');
  await mkdir(path.join(folder, 'data'));
  const dockerd = spawn(
    DOCKERD,
    [
      ...['--host', host, '--pidfile', path.join(folder, 'pid'), '--exec-root', path.join(folder, 'exec')],
      ...['--data-root', dataRoot ?? path.join(folder, 'data'), '--bridge', bridge],
      ...['--iptables=false', '--ip-forward=false', '--ip-masq=false'],
    ],
    { stdio: ['ignore', log.fd, log.fd], detached: true, env: withSystemPath() },
  );
  const docker: OwnEngine['docker'] = async (...args) => {
    const { stdout, exitCode } = await execa('docker', args, { env: { DOCKER_HOST: host }, reject: false });
    return { stdout, exitCode };
  };
  const stop = (): Promise<void> => end(dockerd);
  const engine: OwnEngine = {
    host,
    docker,
    stop,
    async remove() {
      const { stdout } = await docker('ps', '-aq');
      if (stdout !== '') await docker('rm', '-f', ...stdout.split('\n'));
      await stop();
      await log.close();
      await execa('ip', ['link', 'delete', bridge], { env: withSystemPath() });
      await rm(folder, { recursive: true, force: true });
    },
  };
  for (
    const start = Date.now();
    Date.now() - start < START_MS && dockerd.exitCode === null;
    await sleep(200)
  ) {
    if ((await docker('version')).exitCode === 0) return engine;
  }
  const said = await readFile(path.join(folder, 'log'), 'utf8');
  await engine.remove();
  throw new Error(`dockerd did not start:\n${said.slice(-2000)}`);
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = new Promise((resolve) => program.once('exit', resolve));
  program.kill('SIGTERM');
  await ended;
}

/** A bridge with addresses that no other one has: from 198.18.0.0/15, which is set aside for tests (RFC 2544). */
async function addBridge(): Promise<string> {
  const number = 1 + randomInt(250);
  const name = `mldtest${number}`;
  const ip = (...args: string[]) => execa('ip', args, { env: withSystemPath() });
  await ip('link', 'add', 'name', name, 'type', 'bridge');
  await ip('address', 'add', `198.18.${number}.1/24`, 'dev', name);
  await ip('link', 'set', name, 'up');
  return name;
}

/** dockerd, its helpers and ip are where a normal user's PATH does not lead. */
function withSystemPath(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
}
