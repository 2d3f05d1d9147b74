import { UserError } from '../errors.ts';
import { linesOf } from '../container/engine/cli.ts';
import { type Cluster, kubectlLine } from './kubectl.ts';

/** Why kubectl failed: how it shows in what it writes, and what helps. The first that fits is told. */
interface KubectlCause {
  code: string;
  pattern: RegExp;
  what: string;
  next: string[];
}

function causes({ context, namespace, server }: Cluster): KubectlCause[] {
  return [
    {
      code: 'cluster-login',
      pattern: /Unauthorized|must be logged in|getting credentials|no Auth Provider|provide credentials/i,
      what: `The cluster of the context ${context} does not know you, or not any more`,
      next: [
        'log in again, as your cluster’s provider says: aws eks update-kubeconfig, gcloud container clusters get-credentials, az aks get-credentials',
      ],
    },
    {
      code: 'cluster-certificate',
      pattern: /x509|certificate|tls:/i,
      what: `The certificate of ${server} is not one that your configuration of kubectl trusts`,
      next: ['get the configuration again from whoever runs the cluster'],
    },
    {
      code: 'cluster-unreachable',
      pattern:
        /refused|no such host|no route to host|network is unreachable|timed? ?out|timeout|deadline exceeded|unable to connect|\bEOF\b|connection reset/i,
      what: `The cluster of the context ${context} does not answer at ${server}`,
      next: [
        'start it, or the VPN that leads to it',
        'or take another cluster: ml-docker deploy --context NAME (kubectl config get-contexts lists them)',
      ],
    },
    {
      code: 'cluster-forbidden',
      pattern: /forbidden/i,
      what: `You may not do this in the namespace ${namespace} of the context ${context}`,
      next: [
        'ask whoever runs the cluster for the role edit there',
        `see what you may do: kubectl auth can-i --list --context ${context} --namespace ${namespace}`,
      ],
    },
    {
      code: 'manifests-kind',
      pattern: /no matches for kind|doesn't have a resource type/i,
      what: 'The manifests have an object of a kind that this cluster does not know',
      next: [
        'install what brings that kind (a CustomResourceDefinition), or take the object out of the kustomization',
      ],
    },
    {
      code: 'manifests-invalid',
      pattern:
        /is invalid|error validating|unknown field|strict decoding|field is immutable|accumulating resources/i,
      what: 'The cluster does not accept the manifests',
      next: ['correct what the lines above name; kubernetes/ is yours to edit'],
    },
  ];
}

const TELLING_LINES = 6;

/** A call of kubectl that should not fail did. */
export function kubectlFailed(cluster: Cluster, args: string[], stderr: string): UserError {
  const lines = linesOf(stderr).filter((line) => !/^(Warning:|[EIW]\d{4} )/.test(line));
  const cause = causes(cluster).find(({ pattern }) => lines.some((line) => pattern.test(line)));
  return new UserError({
    code: cause?.code ?? 'kubectl-failed',
    what: cause?.what ?? 'kubectl failed',
    where: kubectlLine(cluster, ...args),
    details: lines.slice(0, TELLING_LINES),
    next: cause?.next ?? ['see whether the cluster is well: kubectl get nodes'],
    exitCode: 1,
  });
}
