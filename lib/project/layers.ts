import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { BASE_LAYERS, builtInLayers } from '../interview/layer-names.ts';

/** layer.json: data, never code. */
export interface LayerConfig {
  /** Globs of emitted paths that this layer takes away from the layers below it. */
  remove?: string[];
  /** Names of layers that have to be there as well. */
  requires?: string[];
}

/** A folder that mirrors the emitted tree. */
export interface Layer {
  name: string;
  directory: string;
  config: LayerConfig;
  /** Its files, as paths relative to `directory` with `/`, in the order of their names. */
  files: string[];
  /** Where a layer of the user's own comes from, relative to the project; absent for built-in ones. */
  source?: string;
}

/** The layers of a project, lowest first. `templates` is the folder of the user's own layer, absolute. */
export async function projectLayers(
  extra: string[],
  templates: { directory: string; source: string } | undefined,
): Promise<Layer[]> {
  const layers = await Promise.all(
    [...BASE_LAYERS, ...extra].map((name) => readLayer(name, path.join(builtInLayers, name))),
  );
  if (templates !== undefined) {
    if (!existsSync(templates.directory)) {
      throw new UserError({
        code: 'templates-missing',
        what: `There is no folder ${templates.directory}`,
        where: '--templates',
        next: 'give the folder that holds your layer; its files lie as they shall lie in the project',
      });
    }
    const own = await readLayer(path.basename(templates.directory), templates.directory);
    layers.push({ ...own, source: templates.source });
  }
  requireAll(layers);
  return layers;
}

function requireAll(layers: Layer[]): void {
  for (const { name, config } of layers) {
    const missing = (config.requires ?? []).filter((other) => !layers.some((layer) => layer.name === other));
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

async function readLayer(name: string, directory: string): Promise<Layer> {
  const configFile = path.join(directory, 'layer.json');
  const config = existsSync(configFile) ? parseConfig(await readFile(configFile, 'utf8'), configFile) : {};
  const files = await filesBelow(directory, '');
  return { name, directory, config, files: files.filter((file) => !isMadeByPlan(file)).sort() };
}

function parseConfig(text: string, file: string): LayerConfig {
  try {
    return JSON.parse(text) as LayerConfig;
  } catch (error) {
    throw new UserError({
      code: 'layer-json',
      what: `${file} is not JSON: ${(error as Error).message}`,
      next: 'mend it, or remove it: a layer needs no layer.json',
    });
  }
}

/** What the plan makes itself is no part of a layer: the living service has a sample's model in place. */
function isMadeByPlan(file: string): boolean {
  return /^(?:model\/|\.ml-docker\/)|^(?:test\/golden\.json|\.yo-rc\.json|layer\.json)$/.test(file);
}

async function filesBelow(directory: string, relative: string): Promise<string[]> {
  const entries = await readdir(path.join(directory, relative), { withFileTypes: true });
  const found = entries
    .filter(({ name }) => name !== 'node_modules' && name !== '.git' && name !== '.DS_Store')
    .map((entry) => {
      const file = relative === '' ? entry.name : `${relative}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(directory, file) : [file];
    });
  return (await Promise.all(found)).flat();
}
