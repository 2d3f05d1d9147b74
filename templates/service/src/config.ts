import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Card } from './card.ts';
import { cpus } from './serving/cpu.ts';
import { defaultBodyLimit, defaultProcesses, defaultQueueLimit, modelBytes } from './serving/defaults.ts';
import { leastMemory, memory, sharesOf, type Shares } from './serving/memory.ts';

/** Everything that differs between machines. Each member is an environment variable; see the README. */
export interface Config {
  /** The API's name and version, from package.json. */
  name: string;
  version: string;
  /** 0 takes any free port. */
  port: number;
  host: string;
  /** Clients must send it where it is set. */
  apiKey: string | undefined;
  /** The largest body of a request, in bytes. */
  bodyLimit: number;
  /** What the memory of a process is for. */
  memory: Shares;
  /** How many requests may wait in this process for a run, and how many large bodies to be read. */
  queueLimit: number;
  /** How long a request may wait for its answer, once it has been read, in milliseconds. */
  deadline: number;
  /**
   * How many worker threads have the model loaded; where it is not said, one, or none where the model runs in the thread
   * that serves, as its runs are short.
   */
  workers: number | undefined;
  /** How many processes serve together. */
  processes: number;
  /** How many CPU threads one run of the model uses. */
  threads: number;
  /** The most rows that requests are joined to for one run; 0 never joins. */
  batch: number;
  logLevel: string;
  /** Whether / shows the page for people; else it leads to /docs. */
  page: boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const MEBIBYTE = 1024 * 1024;

/** @throws Error that names every variable with a bad value. */
export function readConfig(environment: NodeJS.ProcessEnv, card: Card): Config {
  const faults: string[] = [];
  const text = (name: string) => environment[name]?.trim() || undefined;
  const integer = (name: string, least: number, most: number, otherwise: number): number => {
    const value = text(name);
    if (value === undefined) return otherwise;
    if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    faults.push(`${name}=${value}: must be a whole number from ${least} to ${most}.`);
    return otherwise;
  };
  const oneOf = (name: string, values: string[], otherwise: string): string => {
    const value = text(name) ?? otherwise;
    if (!values.includes(value)) faults.push(`${name}=${value}: must be one of ${values.join(', ')}.`);
    return value;
  };

  const project = readPackage();
  const workers = text('WORKERS') === undefined ? undefined : integer('WORKERS', 1, 64, 1);
  const model = modelBytes();
  const processes = integer('PROCESSES', 1, 64, defaultProcesses(card, workers));
  const { bodyLimit: most } = sharesOf(model, processes);
  const bodyLimit = integer('BODY_LIMIT', 1, 2 ** 31, Math.min(defaultBodyLimit(card), most));
  const config: Config = {
    name: project.name,
    version: project.version,
    port: integer('PORT', 0, 65535, project.config.port),
    host: text('HOST') ?? '127.0.0.1',
    apiKey: text('API_KEY'),
    bodyLimit,
    memory: sharesOf(model, processes, bodyLimit),
    queueLimit: Math.ceil(integer('QUEUE_LIMIT', 1, 1_000_000, defaultQueueLimit(card)) / processes),
    deadline: integer('DEADLINE_MS', 1, 3_600_000, 30_000),
    workers,
    processes,
    threads: integer('THREADS', 1, 256, Math.max(1, Math.floor(cpus() / (workers ?? 1) / processes))),
    batch: text('BATCH') === 'off' ? 0 : integer('BATCH', 1, 65_536, 64),
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    page: oneOf('PAGE', ['on', 'off'], 'on') === 'on',
  };
  if (memory() < leastMemory(model, processes)) {
    const has = Math.floor(memory() / MEBIBYTE);
    const needs = Math.ceil(leastMemory(model, processes) / MEBIBYTE);
    faults.push(`${has} MiB of memory are too few: this model needs ${needs}: docker run --memory ${needs}m`);
  }
  if (faults.length > 0) throw new Error(`Bad configuration:\n  ${faults.join('\n  ')}`);
  return config;
}

function readPackage(): { name: string; version: string; config: { port: number } } {
  const file = join(import.meta.dirname, '..', 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof readPackage>;
}
