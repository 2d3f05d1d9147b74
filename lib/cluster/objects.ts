/** As much of the objects of Kubernetes as is looked at. https://kubernetes.io/docs/reference/kubernetes-api/ */

export interface Metadata {
  name: string;
  namespace?: string;
  uid?: string;
  generation?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { uid: string }[];
  creationTimestamp?: string;
  deletionTimestamp?: string;
}

/** Any object. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

export interface EnvVariable {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string } };
}

export interface Container {
  name: string;
  image: string;
  ports?: { containerPort: number }[];
  env?: EnvVariable[];
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
}

export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    containers: Container[];
    topologySpreadConstraints?: { labelSelector?: { matchLabels?: Record<string, string> } }[];
    [field: string]: unknown;
  };
}

interface Workload extends KubeObject {
  spec: { replicas?: number; selector: { matchLabels?: Record<string, string> }; template: PodTemplate };
}

export interface Deployment extends Workload {
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    conditions?: Condition[];
  };
}

export interface ReplicaSet extends Workload {
  status?: { replicas?: number; readyReplicas?: number; conditions?: Condition[] };
}

/** What a container is doing, or did before it was started again. */
export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: object;
  terminated?: { reason?: string; message?: string; exitCode: number };
}

export interface Pod extends KubeObject {
  spec: { containers: Container[] };
  status: {
    phase?: string;
    conditions?: Condition[];
    containerStatuses?: {
      name: string;
      ready: boolean;
      restartCount: number;
      state?: ContainerState;
      lastState?: ContainerState;
    }[];
  };
}

/** What a part of the cluster told about an object. */
export interface KubeEvent {
  reason?: string;
  message?: string;
  involvedObject: { kind?: string; name?: string };
}

export interface Autoscaler extends KubeObject {
  spec: { minReplicas?: number; maxReplicas: number };
}

export interface List<Item> {
  items: Item[];
}
