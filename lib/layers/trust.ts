import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { formatJson } from '../json.ts';
import { CONFIG } from './paths.ts';

/** What somebody has agreed to on this machine. */
interface Trusted {
  /** sha256 of layers that were agreed to, whatever they came from. */
  layers: string[];
  /** Projects that were made here: their own .ml-docker/templates are the user's. */
  projects: string[];
}

/** `ML_DOCKER_CONFIG` moves it, for tests. */
function file(): string {
  return path.join(
    process.env.ML_DOCKER_CONFIG ?? envPaths('generator-ml-docker', { suffix: '' }).config,
    'trusted.json',
  );
}

/** sha256 over the names and contents of a layer's files, with its layer.json where it has one. */
export async function hashOfLayer(directory: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const config = existsSync(path.join(directory, CONFIG)) ? [CONFIG] : [];
  for (const name of [...config, ...files]) {
    const content = await readFile(path.join(directory, ...name.split('/')));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

export async function isTrustedLayer(hash: string): Promise<boolean> {
  return (await read()).layers.includes(hash);
}

export async function isTrustedProject(directory: string): Promise<boolean> {
  return (await read()).projects.includes(await real(directory));
}

export async function trustLayer(hash: string): Promise<void> {
  const { layers, projects } = await read();
  if (!layers.includes(hash)) await write({ layers: [...layers, hash], projects });
}

export async function trustProject(directory: string): Promise<void> {
  const { layers, projects } = await read();
  const place = await real(directory);
  if (!projects.includes(place)) await write({ layers, projects: [...projects, place] });
}

async function read(): Promise<Trusted> {
  const text = await readFile(file(), 'utf8').catch(() => '{}');
  const { layers = [], projects = [] } = parse(text);
  return { layers, projects };
}

function parse(text: string): Partial<Trusted> {
  try {
    return JSON.parse(text) as Partial<Trusted>;
  } catch {
    return {};
  }
}

/**
 * Projects that are gone are forgotten. Written under another name first: several runs may write at the same time. A
 * home that cannot be written to means only that the question comes again.
 */
async function write({ layers, projects }: Trusted): Promise<void> {
  const place = file();
  const there = projects.filter((directory) => existsSync(directory));
  const fresh = `${place}.${process.pid}`;
  await mkdir(path.dirname(place), { recursive: true })
    .then(() => writeFile(fresh, formatJson({ layers, projects: there }), { mode: 0o600 }))
    .then(() => rename(fresh, place))
    .catch(() => undefined);
}

async function real(directory: string): Promise<string> {
  return realpath(directory).catch(() => path.resolve(directory));
}
