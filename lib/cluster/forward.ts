import { UserError } from '../errors.ts';
import { argumentsFor, type Cluster, kubectlLine } from './kubectl.ts';

/** Where it listens, as kubectl says it: `Forwarding from 127.0.0.1:41525 -> 8000`. */
const LISTENS = /Forwarding from 127\.0\.0\.1:(\d+) ->/;

/**
 * Reaches a pod from this machine by `kubectl port-forward`, as long as `work` takes; it is gone afterwards, whatever
 * happened.
 * @param port  the one in the pod
 * @param work  is given the address: `http://127.0.0.1:41525`
 * @throws UserError  forward-failed (exit 1)
 */
export async function forwarded<Result>(
  cluster: Cluster,
  { pod, port }: { pod: string; port: number },
  work: (url: string) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const { execa } = await import('execa');
  signal?.throwIfAborted();
  const args = ['port-forward', `pod/${pod}`, `:${port}`, '--address', '127.0.0.1'];
  const program = execa('kubectl', argumentsFor(cluster, args), {
    stdin: 'ignore',
    reject: false,
    ...(signal && { cancelSignal: signal }),
  });
  try {
    const listens = new Promise<string>((resolve) => {
      let said = '';
      program.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
        const port = LISTENS.exec(said)?.[1];
        if (port !== undefined) resolve(port);
      });
    });
    const ended = program.then(({ stderr }) => {
      signal?.throwIfAborted();
      throw forwardFailed(cluster, args, stderr);
    });
    const found = await Promise.race([listens, ended]);
    // Where it ends before the work does, the work fails by itself.
    ended.catch(() => undefined);
    return await work(`http://127.0.0.1:${found}`);
  } finally {
    program.kill();
    await program;
  }
}

function forwardFailed(cluster: Cluster, args: string[], stderr: string): UserError {
  return new UserError({
    code: 'forward-failed',
    what: 'The pods are ready, but this machine cannot reach them by kubectl port-forward',
    where: kubectlLine(cluster, ...args),
    details: stderr.split('\n').slice(-3),
    next: 'nothing is wrong with the deployment; to see it answer, ask for the right to forward ports (pods/portforward)',
    exitCode: 1,
  });
}
