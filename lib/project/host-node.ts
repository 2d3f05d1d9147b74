import { MIN_NODE } from '../container/values/base-image.ts';

/** Whether the Node that runs the generator could run the emitted service as well. */
export function hostNodeRunsService(version = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [minMajor, minMinor] = MIN_NODE;
  return major > minMajor || (major === minMajor && minor >= minMinor);
}
