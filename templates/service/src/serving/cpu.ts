import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * How many CPUs this process may use: the cgroup's quota (`docker run --cpus`), which Node does not look at,
 * or what the machine has. At least 1; a fraction is rounded down, as another thread would only be throttled.
 * @param root where the cgroup file system is mounted.
 */
export function cpus(root = '/sys/fs/cgroup'): number {
  const quota = quotaV2(root) ?? quotaV1(root) ?? Infinity;
  return Math.max(1, Math.floor(Math.min(quota, availableParallelism())));
}

/** cgroup v2: cpu.max is `QUOTA PERIOD` in microseconds, or `max PERIOD`. */
function quotaV2(root: string): number | undefined {
  const [quota, period] = read(join(root, 'cpu.max'))?.split(' ') ?? [];
  return ratio(quota, period);
}

/** cgroup v1: cpu.cfs_quota_us is -1 where there is none. */
function quotaV1(root: string): number | undefined {
  return ratio(read(join(root, 'cpu/cpu.cfs_quota_us')), read(join(root, 'cpu/cpu.cfs_period_us')));
}

function ratio(quota: string | undefined, period: string | undefined): number | undefined {
  const cpus = Number(quota) / Number(period);
  return cpus > 0 ? cpus : undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined; // No such cgroup version here, or no cgroups at all.
  }
}
