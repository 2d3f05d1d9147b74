import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cpus } from '../../src/serving/cpu.ts';

const folder = mkdtempSync(join(tmpdir(), 'cgroup-'));
after(() => rmSync(folder, { recursive: true }));

/** A cgroup file system of these files. */
function cgroup(files: Record<string, string>): string {
  const root = mkdtempSync(join(folder, 'root-'));
  mkdirSync(join(root, 'cpu'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
  return root;
}

const v1 = (quota: number) =>
  cgroup({ 'cpu/cpu.cfs_quota_us': `${quota}\n`, 'cpu/cpu.cfs_period_us': '100000\n' });
const v2 = (quota: string) => cgroup({ 'cpu.max': `${quota} 100000\n` });

test('the quota of the container decides, in both versions of cgroups', () => {
  assert.equal(cpus(v2('100000')), 1);
  assert.equal(cpus(v1(100_000)), 1);
});

test('a fraction of a CPU is one thread', () => {
  assert.equal(cpus(v2('50000')), 1);
  assert.equal(cpus(v1(150_000)), 1);
});

test('without a quota, or with a larger one, the machine decides', () => {
  for (const root of [v2('max'), v1(-1), v2('99999999'), cgroup({})])
    assert.equal(cpus(root), availableParallelism());
});
