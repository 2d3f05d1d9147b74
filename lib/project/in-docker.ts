/** An image with npm and a Node that runs the service. */
const NODE = 'node:24-bookworm-slim';

/**
 * The line that runs an npm script of a project in a container, for a host whose Node is too old: files that it writes
 * belong to whoever types it.
 * @param directory  absolute
 * @param script  `test`, `run record`
 */
export function npmInDocker(directory: string, script: string, engine = 'docker'): string {
  const user = engine === 'podman' ? ' --userns=keep-id' : userOption();
  const mount = `-v "${directory}:/app" -w /app`;
  return `${engine} run --rm${user} -e HOME=/tmp ${mount} ${NODE} sh -c "npm ci && npm ${script}"`;
}

/** Root, and who types at Docker Desktop for Windows, need none. */
function userOption(): string {
  const user = process.getuid?.() ?? 0;
  return user === 0 ? '' : ` --user ${user}:${process.getgid!()}`;
}
