import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { http } from '../lib/container/run/http.ts';
import { nextFreePort } from '../lib/container/values/port.ts';

/** A registry of a test's own: Debian's docker-registry, with an empty store. */
export interface OwnRegistry {
  /** HOST:PORT, as it stands in a reference. */
  host: string;
  /** Ends it. */
  stop(): Promise<void>;
  /** Ends it, and removes what it had. */
  remove(): Promise<void>;
}

export interface OwnRegistryOptions {
  /** localhost, which engines trust without a certificate, where it is absent. */
  address?: string;
  /** Asks for USER and PASSWORD. */
  login?: boolean;
  /** Speaks TLS, with a certificate that nobody knows. */
  tls?: boolean;
}

export const USER = 'tester';
export const PASSWORD = 'secret-of-test';
/** PASSWORD, by bcrypt. */
const HTPASSWD = `${USER}:$2y$05$abcdefghijklmnopqrstuuRFiQeg99c89rE9DEXAuH1JmgQsyAgEq\n`;

export async function startRegistry(options: OwnRegistryOptions = {}): Promise<OwnRegistry> {
  const { address = 'localhost', login = false, tls = false } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-registry-'));
  const at = (name: string): string => path.join(folder, name);
  const host = `${address}:${(await nextFreePort(15_000 + (process.pid % 4000)))!}`;
  await writeFile(at('htpasswd'), HTPASSWD);
  if (tls) await makeCertificate(at('key.pem'), at('cert.pem'), address);
  // JSON is YAML.
  const config = {
    version: 0.1,
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: at('data') } },
    http: { addr: host, ...(tls && { tls: { certificate: at('cert.pem'), key: at('key.pem') } }) },
    ...(login && { auth: { htpasswd: { realm: 'tests', path: at('htpasswd') } } }),
  };
  await writeFile(at('config.yml'), JSON.stringify(config));
  const registry = spawn('docker-registry', ['serve', at('config.yml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => registry.once('exit', () => resolve()));
  const stop = (): Promise<void> => {
    registry.kill();
    return ended;
  };
  let said = '';
  registry.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for (let i = 0; i < 100 && registry.exitCode === null; i++, await sleep(100)) {
    // Through TLS it answers a plain request, too: with 400.
    const status = await http(`http://${host}/v2/`).then(
      (answer) => answer.status,
      () => undefined,
    );
    if (status === undefined) continue;
    return {
      host,
      stop,
      async remove() {
        await stop();
        await rm(folder, { recursive: true });
      },
    };
  }
  await stop();
  await rm(folder, { recursive: true });
  throw new Error(`docker-registry did not start: ${said}`);
}

async function makeCertificate(key: string, cert: string, address: string): Promise<void> {
  const subject = ['-subj', '/CN=a registry of tests', '-addext', `subjectAltName=IP:${address}`];
  await execa('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    ...subject,
    '-keyout',
    key,
    '-out',
    cert,
  ]);
}

/** An address of this machine that is not its own loopback, so that engines ask for a certificate there. */
export function ownAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
