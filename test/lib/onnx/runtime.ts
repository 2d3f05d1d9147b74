import { createRequire } from 'node:module';
import path from 'node:path';
import { packageRoot } from '../../../lib/package.ts';

export interface RuntimeTensor {
  data: ArrayLike<number | bigint | string>;
  dims: number[];
}

interface Session {
  outputNames: string[];
  run(feeds: object): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
}

/** As much of onnxruntime-node as the tests use. */
export interface Runtime {
  InferenceSession: { create(file: string, options: object): Promise<Session> };
  Tensor: new (type: string, data: unknown[], dims: number[]) => RuntimeTensor;
}

/**
 * The runtime that templates/service has installed; the root does not depend on it. Without telemetry, which would
 * also leave an empty mat-debug-PID.log among the system's temporary files.
 */
export function runtime(): Runtime {
  process.env.ORT_DISABLE_TELEMETRY = '1';
  const require = createRequire(path.join(packageRoot, 'templates', 'service', 'package.json'));
  return require('onnxruntime-node') as Runtime;
}
