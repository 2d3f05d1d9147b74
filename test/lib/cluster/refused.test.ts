import { describe, expect, it } from 'vitest';
import { podsRefused } from '../../../lib/cluster/refused.ts';

// Words of Kubernetes 1.36.
describe('pods that a cluster does not take', () => {
  it.each([
    [
      'deploy-quota',
      'pods "irisapi-6b7f" is forbidden: exceeded quota: small, requested: limits.memory=512Mi, used: limits.memory=1536Mi, limited: limits.memory=2Gi',
      'exceeded quota: small, requested: limits.memory=512Mi, used: limits.memory=1536Mi, limited: limits.memory=2Gi',
    ],
    [
      'deploy-security',
      'Error from server (Forbidden): error when creating "STDIN": pods "irisapi-preflight" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "api" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true (pod or container "api" must set securityContext.runAsNonRoot=true)',
      'runAsNonRoot != true (pod or container "api" must set securityContext.runAsNonRoot=true)',
    ],
    [
      'deploy-refused',
      'pods "irisapi-6b7f" is forbidden: maximum memory usage per Container is 256Mi, but limit is 512Mi',
      'maximum memory usage per Container is 256Mi, but limit is 512Mi',
    ],
  ])('%s', (code, message, detail) => {
    const error = podsRefused(message);
    expect(error).toMatchObject({ code, exitCode: 1 });
    expect(error.details).toContain(detail);
  });
});
