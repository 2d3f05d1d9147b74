import { UserError } from '../errors.ts';

/** What the cluster says where it does not take a pod. */
interface Refusal {
  code: string;
  what: string;
  next: string[];
}

/**
 * Why a cluster refuses pods, by the words of its admission control. Source: k8s.io/apiserver resourcequota,
 * k8s.io/pod-security-admission, plugin limitranger.
 * @param message  `pods "irisapi-5d9c" is forbidden: exceeded quota: …`
 */
export function podsRefused(message: string): UserError {
  const said = message.replace(/^.*?is forbidden: /s, '').trim();
  const { code, what, next } = refusalOf(said);
  return new UserError({ code, what, details: sentences(said), next, exitCode: 1 });
}

function refusalOf(said: string): Refusal {
  if (/exceeded quota|failed quota/.test(said)) {
    return {
      code: 'deploy-quota',
      what: 'The quota of the namespace has no room for another pod',
      next: [
        'see what it holds: kubectl describe resourcequota',
        'ask whoever runs the cluster for more, or lower requests and limits (kubernetes/base/deployment.yaml) or minReplicas (autoscaler.yaml)',
      ],
    };
  }
  if (/violates PodSecurity/.test(said)) {
    return {
      code: 'deploy-security',
      what: 'The Pod Security standard of the namespace does not allow these pods',
      next: [
        'bring the securityContext of kubernetes/base/deployment.yaml back: as it was emitted, it fits "restricted"',
      ],
    };
  }
  return {
    code: 'deploy-refused',
    what: 'The cluster refuses these pods',
    next: ['correct what it names in kubernetes/base/deployment.yaml, or ask whoever runs the cluster'],
  };
}

/** A long message in lines that can be read. */
function sentences(text: string): string[] {
  return text.split(/(?<=\)), (?=\w)|(?<=\.) (?=[A-Z])|; (?=\w)/).slice(0, 8);
}
