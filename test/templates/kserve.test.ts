import { beforeAll, describe, expect, it } from 'vitest';
import { manifests, type Manifest } from './manifests.ts';

describe('the layer kserve', () => {
  let service: Manifest;
  let canary: Manifest;
  let overlay: Manifest;
  beforeAll(async () => {
    const files = await manifests('kserve/', { name: 'my.api', port: 9001, with: ['kserve'] });
    service = files.get('base/inference-service.yaml');
    canary = files.get('canary/kustomization.yaml');
    overlay = files.get('kustomization.yaml');
  });

  it('is an InferenceService without Knative, with a container that KServe knows by its name', () => {
    expect(service).toMatchObject({ apiVersion: 'serving.kserve.io/v1beta1', kind: 'InferenceService' });
    expect(service.metadata.name).toBe('my-api');
    expect(service.metadata.annotations['serving.kserve.io/deploymentMode']).toBe('Standard');
    const [container] = service.spec.predictor.containers;
    expect(container.name).toBe('kserve-container');
    expect(container.ports).toEqual([{ containerPort: 9001, protocol: 'TCP' }]);
    expect(container.env).toContainEqual({ name: 'PROTOCOL', value: 'v2' });
  });

  it('asks for the model by the name that it has in URLs', () => {
    expect(service.spec.predictor.containers[0].readinessProbe.httpGet.path).toBe('/v2/models/my.api/ready');
  });

  it('says where Prometheus finds the metrics', () => {
    expect(service.spec.predictor.annotations).toMatchObject({
      'prometheus.kserve.io/port': '9001',
      'prometheus.kserve.io/path': '/metrics',
    });
  });

  it('names no image by the tag latest, and the same one beside a canary', () => {
    expect(overlay.images).toEqual(canary.images);
    expect(JSON.stringify([overlay, canary])).not.toContain('latest');
  });
});
