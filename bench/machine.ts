import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot, version } from '../lib/package.ts';
import { node24 } from '../scripts/node24.ts';

/** What the figures hold for. */
export interface Machine {
  date: string;
  processor: string;
  cores: number;
  memoryGiB: number;
  system: string;
  /** Processes that wanted to run before the benchmark began, on average of a minute; 0 where the system does not tell. */
  busy: number;
  versions: Record<string, string>;
}

interface Locked {
  packages: Record<string, { version?: string }>;
}

/** @param generator  the name of the load generator */
export async function machine(generator: string): Promise<Machine> {
  const { stdout: node } = await execa(await node24(), ['--version']);
  const file = path.join(packageRoot, 'templates', 'service', 'package-lock.json');
  const { packages } = JSON.parse(await readFile(file, 'utf8')) as Locked;
  const locked = (name: string): string => packages[`node_modules/${name}`]?.version ?? 'unknown';
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    busy: loadavg()[0]!,
    versions: {
      'generator-ml-docker': version,
      'Node.js': node.slice(1),
      Express: locked('express'),
      'onnxruntime-node': locked('onnxruntime-node'),
      'load from': generator,
    },
  };
}
