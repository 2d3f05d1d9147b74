const MAX_PORT = 65535;

/** `true`, or what is wrong with a port number. */
export function checkPort(port: number): true | string {
  if (Number.isInteger(port) && port >= 1 && port <= MAX_PORT) return true;
  return `a port is a whole number from 1 to ${MAX_PORT}, for example 8000`;
}

async function canListen(port: number, host: string): Promise<boolean> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const server = createServer();
    // EACCES (a port below 1024 for a normal user) or no IPv6 does not mean that somebody holds the port.
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether nothing on this machine listens on `port`, neither on all addresses nor on the loopback ones. */
export async function isPortFree(port: number): Promise<boolean> {
  // One after the other: these probes would take the port from each other.
  for (const host of ['0.0.0.0', '127.0.0.1', '::', '::1']) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

/** The first free port from `port` upwards; undefined where there is none. */
export async function nextFreePort(port: number): Promise<number | undefined> {
  for (let candidate = port; candidate <= MAX_PORT; candidate++) {
    if (await isPortFree(candidate)) return candidate;
  }
  return undefined;
}
