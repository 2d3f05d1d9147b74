import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Card } from './card.ts';
import { cpus } from './serving/cpu.ts';
import * as defaults from './serving/defaults.ts';
import { BASE_PATH, ORIGINS } from './serving/http/elsewhere.ts';
import { readPace } from './serving/inference/proven.ts';
import { leastMemory, memory, sharesOf, type Shares } from './serving/memory.ts';
import { Settings } from './serving/settings.ts';

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
  /** The path that a proxy has the service below: `/models/iris`; '' where it has none. */
  basePath: string;
  /** Of pages from elsewhere that may call it; `*` is all. */
  origins: string[];
  /** The largest body of a request, in bytes. */
  bodyLimit: number;
  /** What the memory of a process is for. */
  memory: Shares;
  /** How many requests may wait in this process for a run, and how many large bodies to be read. */
  queueLimit: number;
  /** How long a request may wait for its answer, once it has been read, in milliseconds. */
  deadline: number;
  /** Whether the model may run in the thread that serves, where its runs are short: WORKERS is not set. */
  mayRunHere: boolean;
  /** How many processes serve together. */
  processes: number;
  /** For each worker thread that has the model loaded: how many CPU threads its runs use. */
  threads: number[];
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
  const settings = new Settings(environment);
  const { defaultBodyLimit, defaultProcesses, defaultQueueLimit, defaultThreads, modelBytes } = defaults;
  const project = readPackage();
  const pace = readPace(card);
  const mayRunHere = settings.text('WORKERS') === undefined;
  const model = modelBytes();
  const processes = settings.integer('PROCESSES', 1, 64, mayRunHere ? defaultProcesses(pace) : 1);
  const workers = settings.integer('WORKERS', 1, 64, 1);
  const each = settings.integer('THREADS', 1, 256, Math.max(1, Math.floor(cpus() / workers / processes)));
  const isSaid = !mayRunHere || settings.text('THREADS') !== undefined;
  const threads = isSaid ? Array<number>(workers).fill(each) : defaultThreads(pace, model, processes);
  const { bodyLimit: most } = sharesOf(model * threads.length, processes);
  const bodyLimit = settings.integer('BODY_LIMIT', 1, 2 ** 31, Math.min(defaultBodyLimit(card), most));
  const config: Config = {
    name: project.name,
    version: project.version,
    port: settings.integer('PORT', 0, 65535, project.config.port),
    host: settings.text('HOST') ?? '127.0.0.1',
    apiKey: settings.text('API_KEY'),
    basePath: settings.matching('BASE_PATH', BASE_PATH, '/models/iris') ?? '',
    origins:
      settings.matching('CORS', ORIGINS, 'https://example.com,http://localhost:3000')?.split(/\s*,\s*/) ?? [],
    bodyLimit,
    memory: sharesOf(model * threads.length, processes, bodyLimit),
    queueLimit: Math.ceil(settings.integer('QUEUE_LIMIT', 1, 1_000_000, defaultQueueLimit(pace)) / processes),
    deadline: settings.integer('DEADLINE_MS', 1, 3_600_000, 30_000),
    threads,
    mayRunHere,
    processes,
    batch: settings.text('BATCH') === 'off' ? 0 : settings.integer('BATCH', 1, 65_536, 64),
    logLevel: settings.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    page: settings.oneOf('PAGE', ['on', 'off'], 'on') === 'on',
  };
  if (memory() < leastMemory(model, processes)) {
    const has = Math.floor(memory() / MEBIBYTE);
    const needs = Math.ceil(leastMemory(model, processes) / MEBIBYTE);
    settings.faults.push(
      `${has} MiB of memory are too few: this model needs ${needs}: docker run --memory ${needs}m`,
    );
  }
  settings.raise();
  return config;
}

function readPackage(): { name: string; version: string; config: { port: number } } {
  const file = join(import.meta.dirname, '..', 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof readPackage>;
}
