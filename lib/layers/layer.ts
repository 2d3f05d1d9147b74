import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { BASE_LAYERS, builtInLayers, STEP_LAYERS } from '../interview/layer-names.ts';
import { NO_CONFIG, parseConfig, type LayerConfig } from './config.ts';
import { CONFIG, faultOfPath, isMadeByGenerator, isSkipped, PREPROCESS } from './paths.ts';

/** A folder that mirrors the emitted tree. */
export interface Layer {
  name: string;
  directory: string;
  config: LayerConfig;
  /** Its files, as paths relative to `directory` with `/`, in the order of their names. */
  files: string[];
  /** Of a layer that is not built in: a folder's or archive's absolute path, else as `--templates` names it. */
  source?: string;
  /** The commit, version or sha256 that it was taken from. */
  pin?: string;
}

/**
 * The layers of a project, lowest first: those that every project has, the one that its model brings, those that
 * `--with` names, and others on top.
 * @param step  what model/preprocess.json names
 * @throws UserError  layer-requires, where one needs a layer that is not there
 */
export async function projectLayers(extra: string[], own: Layer[] = [], step?: string): Promise<Layer[]> {
  const ofModel = STEP_LAYERS.filter((name) => name === step);
  const builtIn = await Promise.all([...BASE_LAYERS, ...ofModel, ...extra].map(readBuiltIn));
  const layers = [...builtIn, ...own];
  requireAll(layers);
  return layers;
}

/** The layers with the one for another step: that of a model that was chosen after they were opened. */
export async function withStepLayer(layers: Layer[], step: string | undefined): Promise<Layer[]> {
  const others = layers.filter(({ name, source }) => source !== undefined || !STEP_LAYERS.includes(name));
  // Who brings a model/preprocess.json, brings what goes with it.
  const isOwn = others.some(({ files }) => files.includes(PREPROCESS));
  const ofModel = STEP_LAYERS.filter((name) => name === step && !isOwn);
  const added = await Promise.all(ofModel.map(readBuiltIn));
  return [...others.slice(0, BASE_LAYERS.length), ...added, ...others.slice(BASE_LAYERS.length)];
}

/** A layer of this package. */
export async function readBuiltIn(name: string): Promise<Layer> {
  const directory = path.join(builtInLayers, name);
  const { files } = await filesBelow(directory, '');
  const config = await readConfig(directory);
  return { name, directory, config, files: files.filter((file) => !isMadeByGenerator(file)).sort() };
}

/**
 * A layer that somebody else made: every name in it is judged before anything of it is read.
 * @throws UserError  layer-path, layer-link, layer-json (exit 2)
 */
export async function readLayer(name: string, directory: string): Promise<Layer> {
  const { files, links, misnamed } = await judgeNames(directory);
  if (links.length > 0) throw linked(directory, links);
  const faults = misnamed.map(({ file, fault }) => `${JSON.stringify(file)}: ${fault}`);
  if (faults.length > 0) throw misplaced(directory, faults);
  return { name, directory, config: await readConfig(directory), files };
}

/** What is in a layer that somebody else made: what can be used, and what cannot. */
export async function judgeNames(
  directory: string,
): Promise<Found & { misnamed: { file: string; fault: string }[] }> {
  const { files, links } = await filesBelow(directory, '');
  const judged = files
    .filter((file) => file !== CONFIG)
    .sort()
    .map((file) => ({ file, fault: faultOfPath(file) }));
  return {
    files: judged.filter(({ fault }) => fault === undefined).map(({ file }) => file),
    links: links.sort(),
    misnamed: judged.flatMap(({ file, fault }) => (fault === undefined ? [] : [{ file, fault }])),
  };
}

/** @throws UserError  layer-json */
export async function readConfig(directory: string): Promise<LayerConfig> {
  const file = path.join(directory, CONFIG);
  return existsSync(file) ? parseConfig(await readFile(file, 'utf8'), file) : NO_CONFIG;
}

interface Found {
  files: string[];
  /** Links to what is not a file of the layer. */
  links: string[];
}

async function filesBelow(root: string, within: string): Promise<Found> {
  const entries = await readdir(path.join(root, within), { withFileTypes: true });
  const found = entries
    .filter(({ name }) => !isSkipped(name, within))
    .map(async (entry): Promise<Found> => {
      const file = within === '' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(root, file);
      const isFile = entry.isFile() || (entry.isSymbolicLink() && (await isLinkWithin(root, file)));
      return isFile ? { files: [file], links: [] } : { files: [], links: [file] };
    });
  const all = await Promise.all(found);
  return { files: all.flatMap(({ files }) => files), links: all.flatMap(({ links }) => links) };
}

/** Whether a link leads to a file of the same layer. */
async function isLinkWithin(root: string, file: string): Promise<boolean> {
  try {
    const target = await realpath(path.join(root, file));
    const way = path.relative(await realpath(root), target);
    return !way.startsWith('..') && !path.isAbsolute(way) && (await stat(target)).isFile();
  } catch {
    return false;
  }
}

function requireAll(layers: Layer[]): void {
  for (const { name, config } of layers) {
    const missing = config.requires.filter((other) => !layers.some((layer) => layer.name === other));
    if (missing.length > 0) {
      throw new UserError({
        code: 'layer-requires',
        what: `The layer "${name}" needs the layer "${missing.join('", "')}"`,
        where: '--with',
        next: `add it: --with ${[...missing, name].join(',')}`,
      });
    }
  }
}

function linked(directory: string, links: string[]): UserError {
  return new UserError({
    code: 'layer-link',
    what: 'A layer has links that lead out of it, or to no file',
    where: directory,
    details: links,
    next: 'put the files themselves there: a layer is what lies in its folder, and nothing else',
  });
}

function misplaced(directory: string, faults: string[]): UserError {
  return new UserError({
    code: 'layer-path',
    what: 'A layer has files that cannot be written into a project',
    where: directory,
    details: faults,
    next: 'rename or remove them',
  });
}
