import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { lacks } from '../skip.ts';
import { iris } from './container/iris.ts';
import { manifests, type Manifest } from './manifests.ts';

const noKubectl = await lacks('kubectl');
const answers = { name: 'my.api_v2', port: 9001, with: ['kubernetes'] };

describe('the layer kubernetes', () => {
  let files: Map<string, Manifest>;
  let deployment: Manifest;
  let pod: Manifest;
  let container: Manifest;
  beforeAll(async () => {
    files = await manifests('kubernetes/', answers);
    deployment = files.get('base/deployment.yaml');
    pod = deployment.spec.template.spec;
    [container] = pod.containers;
  });

  it('calls all objects by a name that DNS takes', () => {
    const base = [...files].filter(([file]) => file.startsWith('base/') && !file.includes('kustomization'));
    expect(base.map(([, { kind }]) => kind).sort()).toEqual([
      'Deployment',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
    ]);
    for (const [, { metadata }] of base)
      expect(metadata).toMatchObject({
        name: 'my-api-v2',
        labels: { 'app.kubernetes.io/name': 'my-api-v2' },
      });
  });

  it('quotes names that YAML would take for something else', async () => {
    const odd = await manifests('kubernetes/', { name: 'null', with: ['kubernetes'] });
    expect(odd.get('base/service.yaml').metadata.name).toBe('null');
    expect(odd.get('kustomization.yaml').images[0].name).toBe('null');
  });

  it('asks of the cluster what Pod Security restricted wants, and names no user', () => {
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('probes our routes, and has the whole of a stop within the grace period', () => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: 9001 }]);
    const probed = ['startupProbe', 'readinessProbe', 'livenessProbe'].map(
      (probe) => container[probe].httpGet,
    );
    expect(probed).toEqual(['/readyz', '/readyz', '/livez'].map((route) => ({ path: route, port: 'http' })));
    // DEADLINE_MS of src/config.ts, and some seconds for the stop itself.
    const { seconds } = container.lifecycle.preStop.sleep as { seconds: number };
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(seconds + 35);
  });

  it('never loses a pod at an update, and leaves their number to the autoscaler', () => {
    expect(deployment.spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(deployment.spec).not.toHaveProperty('replicas');
    expect(files.get('base/autoscaler.yaml').spec).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: 'my-api-v2' },
      minReplicas: 3,
    });
    expect(files.get('base/disruption-budget.yaml').spec.maxUnavailable).toBe(1);
  });

  it('has a Service for both tracks, and a Deployment for one', () => {
    const labels = { 'app.kubernetes.io/name': 'my-api-v2' };
    expect(files.get('base/service.yaml').spec.selector).toEqual(labels);
    expect(deployment.spec.selector.matchLabels).toEqual({ ...labels, track: 'stable' });
    expect(deployment.spec.template.metadata.labels).toEqual({ ...labels, track: 'stable' });
  });

  it('takes the key from a Secret, where there is one', () => {
    const secretKeyRef = { name: 'my-api-v2', key: 'API_KEY', optional: true };
    expect(container.env).toEqual([{ name: 'API_KEY', valueFrom: { secretKeyRef } }]);
  });

  it('names the image in one place, and never by the tag latest', () => {
    expect(container.image).toBe('my.api_v2');
    const [image] = files.get('kustomization.yaml').images;
    expect(image).toEqual({ name: 'my.api_v2', newName: 'my.api_v2', newTag: '1.0.0' });
    expect(JSON.stringify([...files])).not.toContain('latest');
  });

  it('has alerts and a dashboard for its own metrics alone', () => {
    const { groups } = files.get('monitoring/rules.yaml').spec;
    for (const { expr } of groups[0].rules) expect(expr).toContain('job="my-api-v2"');
    expect(files.get('monitoring/pod-monitor.yaml').spec.selector.matchLabels).toEqual({
      'app.kubernetes.io/name': 'my-api-v2',
    });
  });

  describe.skipIf(noKubectl)('joined by kustomize', () => {
    let directory: string;
    beforeAll(async () => {
      directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
      for (const [file, content] of (await iris(answers)).files) {
        await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
        await writeFile(path.join(directory, file), content);
      }
    });
    afterAll(() => rm(directory, { recursive: true, force: true }));
    const built = async (folder: string): Promise<Manifest[]> => {
      const { stdout } = await execa('kubectl', ['kustomize', folder], { cwd: directory });
      return parseAllDocuments(stdout).map((document) => document.toJS());
    };

    it('is all of base, with the image of the overlay', async () => {
      const all = await built('kubernetes');
      expect(all).toHaveLength(5);
      const { spec } = all.find(({ kind }) => kind === 'Deployment').spec.template;
      expect(spec.containers[0].image).toBe('my.api_v2:1.0.0');
    });

    it('is one more Deployment as a canary, whose pods no other Deployment takes for its own', async () => {
      const [canary, ...others] = await built('kubernetes/canary');
      expect(others).toEqual([]);
      expect(canary).toMatchObject({ kind: 'Deployment', metadata: { name: 'my-api-v2-canary' } });
      expect(canary.spec.replicas).toBe(1);
      expect(canary.spec.selector.matchLabels.track).toBe('canary');
      expect(canary.spec.template.metadata.labels.track).toBe('canary');
    });

    it('has the dashboard in a ConfigMap', async () => {
      const all = await built('kubernetes/monitoring');
      expect(all.map(({ kind }) => kind).sort()).toEqual(['ConfigMap', 'PodMonitor', 'PrometheusRule']);
      const { data, metadata } = all.find(({ kind }) => kind === 'ConfigMap');
      expect(metadata.name).toBe('my-api-v2-dashboard');
      expect(JSON.parse(data['dashboard.json']).panels.length).toBeGreaterThan(5);
    });
  });
});
