import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { vi } from 'vitest';

/** A company's network on this machine: a registry behind TLS and a login, and a proxy with a password before it. */
export interface CompanyNetwork {
  /** `https://localhost:PORT/` */
  registry: string;
  /** PEM: who has signed the registry's certificate. */
  caFile: string;
  token: string;
  password: string;
  /** What npm on this machine is told of it: registry and login. */
  npmrc: string;
  /** Until `vi.unstubAllEnvs()`, npm on this machine is one in that company. */
  use(): void;
  /** What came in: `GET /express`, with `?` at its end where the token lacked; `CONNECT localhost:PORT`. */
  requests: string[];
  close(): Promise<void>;
}

/** Fetches what it is asked for from the registry that npm uses here, and keeps it for the next build. */
export async function companyNetwork(): Promise<CompanyNetwork> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-registry-'));
  const { cert, key, caFile } = await certificates(folder);
  const upstream = (await execa('npm', ['config', 'get', 'registry'])).stdout.trim().replace(/\/*$/, '/');
  const token = `token-${process.pid}-secret`;
  const password = `password-${process.pid}-secret`;
  const requests: string[] = [];
  let registry = '';
  await mkdir(path.join(folder, 'kept'));

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    requests.push(`${request.method} ${request.url}${isKnown ? '' : '?'}`);
    if (!isKnown) return void response.writeHead(401).end('{"error":"who are you?"}');
    const kept = path.join(folder, 'kept', encodeURIComponent(request.url!));
    if (!existsSync(kept)) {
      const found = await fetch(new URL(request.url!.slice(1), upstream));
      if (!found.ok) return void response.writeHead(found.status).end();
      await writeFile(kept, Buffer.from(await found.arrayBuffer()));
    }
    const content = await readFile(kept);
    const isMetadata = !request.url!.endsWith('.tgz');
    response.end(isMetadata ? content.toString().replaceAll(upstream, registry) : content);
  };
  const server = createHttps({ cert, key }, (request, response) => {
    answer(request, response).catch((error: Error) => response.destroy(error));
  });
  registry = `https://localhost:${await listen(server)}/`;

  const sockets = new Set<Socket>();
  const proxy = createHttp().on('connect', (request, client: Socket) => {
    requests.push(`CONNECT ${request.url}`);
    const wanted = `Basic ${Buffer.from(`user:${password}`).toString('base64')}`;
    if (request.headers['proxy-authorization'] !== wanted) {
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    }
    const [host, port] = request.url!.split(':');
    const target = connect(Number(port), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    for (const socket of [client, target]) sockets.add(socket.on('error', () => socket.destroy()));
    target.pipe(client).pipe(target);
  });
  const proxyUrl = `http://user:${password}@127.0.0.1:${await listen(proxy)}`;
  const npmrc = path.join(folder, 'npmrc');
  const login = `${registry.replace('https:', '')}:_authToken=\${TEST_TOKEN}`;
  await writeFile(npmrc, `registry=${registry}\n${login}\nfetch-retries=0\n`);

  return {
    registry,
    caFile,
    npmrc,
    use() {
      vi.stubEnv('NPM_CONFIG_USERCONFIG', npmrc);
      vi.stubEnv('npm_config_userconfig', npmrc);
      vi.stubEnv('npm_config_registry', undefined);
      vi.stubEnv('TEST_TOKEN', token);
      vi.stubEnv('HTTPS_PROXY', proxyUrl);
      vi.stubEnv('NO_PROXY', 'nowhere.example');
    },
    token,
    password,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      proxy.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

/** A certificate for localhost, and the authority that has signed it. */
async function certificates(folder: string): Promise<{ cert: Buffer; key: Buffer; caFile: string }> {
  const openssl = (...args: string[]) => execa('openssl', args, { cwd: folder });
  const days = ['-days', '2'];
  const rsa = ['-newkey', 'rsa:2048', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...rsa,
    ...days,
    '-subj',
    '/CN=Company',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  await openssl('req', ...rsa, '-subj', '/CN=localhost', '-keyout', 'key.pem', '-out', 'request.pem');
  await writeFile(path.join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const sign = [
    '-in',
    'request.pem',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-extfile',
    'names',
  ];
  await openssl('x509', '-req', ...sign, ...days, '-out', 'cert.pem');
  const read = (file: string): Promise<Buffer> => readFile(path.join(folder, file));
  return { cert: await read('cert.pem'), key: await read('key.pem'), caFile: path.join(folder, 'ca.pem') };
}
