import { execa } from 'execa';

/** A namespace of a test's own. */
export interface Namespace {
  name: string;
  /** Runs kubectl there. @returns its stdout */
  kubectl(args: string[], input?: string): Promise<string>;
  /** The names of what there is of a kind, in their order. */
  names(kind: string, ...args: string[]): Promise<string[]>;
  remove(): Promise<void>;
}

/** Makes a namespace in the cluster of KUBECONFIG that takes only what Pod Security calls `restricted`. */
export async function startNamespace(name: string): Promise<Namespace> {
  const kubectl = async (args: string[], input = ''): Promise<string> =>
    (await execa('kubectl', [...args, '--namespace', name], { input })).stdout;
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  await execa('kubectl', ['create', '-f', '-'], { input: JSON.stringify(namespace) });
  return {
    name,
    kubectl,
    names: async (kind, ...args) => {
      const found = await kubectl(['get', kind, ...args, '--output', 'name']);
      return found.split('\n').filter(Boolean).sort();
    },
    async remove() {
      await execa('kubectl', ['delete', 'namespace', name, '--wait=false']);
    },
  };
}
