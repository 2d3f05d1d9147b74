import { existsSync } from 'node:fs';
import path from 'node:path';
import { extraLayers } from '../interview/layer-names.ts';
import { projectLayers, readLayer, type Layer } from './layer.ts';
import { fetchLayer } from './fetch.ts';
import { parseSource, type Source } from './source.ts';

/** Where a project keeps templates of its own: its topmost layer, named by its place. */
export const PROJECT_TEMPLATES = '.ml-docker/templates';

/** Which layers a run has. */
export interface Wanted {
  /** Absolute path that folders given by flag start from. */
  cwd: string;
  /** The project's folder, absolute; undefined where it is not known yet. */
  directory: string | undefined;
  /** Built-in layers on top of those that every project has. */
  with: string[];
  /** What the project's model/preprocess.json names. */
  step: string | undefined;
  /** `--templates`: takes the place of what the project remembers. */
  given: string[] | undefined;
  /** As the project remembers them, with what they were pinned to. */
  remembered: { source: string; pin?: string }[];
}

/** A layer of somebody's own, before anything of it is rendered. */
export interface OwnLayer {
  layer: Layer;
  /** A folder that the user has just named. */
  isNamed: boolean;
  /** It came with the project: a folder that the project names, or its own templates. */
  isOfProject: boolean;
}

export interface Opened {
  /** All layers, lowest first. */
  layers: Layer[];
  own: OwnLayer[];
  /** Deletes what was fetched. Call it when all is rendered. */
  close: () => Promise<void>;
}

/**
 * Brings all layers of a run to this disk and reads what they say of themselves. Nothing of them is rendered.
 * @throws UserError  for a source that cannot be pulled, or a layer that cannot be used (exit 2)
 */
export async function openLayers(wanted: Wanted): Promise<Opened> {
  const own: OwnLayer[] = [];
  const removers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const remove of removers) await remove();
  };
  try {
    for (const { text, from, pin, isNamed } of sourcesOf(wanted)) {
      const source = parseSource(text, from);
      const fetched = await fetchLayer(source, pin);
      removers.push(fetched.remove);
      const layer = await readLayer(nameOf(source), fetched.directory);
      const place = 'path' in source ? source.path : text;
      own.push({
        layer: { ...layer, source: place, ...(fetched.pin !== undefined && { pin: fetched.pin }) },
        isNamed: isNamed && source.kind === 'folder',
        isOfProject: !isNamed && source.kind === 'folder',
      });
    }
    const top = wanted.directory && path.join(wanted.directory, ...PROJECT_TEMPLATES.split('/'));
    if (top !== undefined && existsSync(top)) {
      const layer = { ...(await readLayer(PROJECT_TEMPLATES, top)), source: top };
      own.push({ layer, isNamed: false, isOfProject: true });
    }
    const known = extraLayers();
    // One that is not there is refused by the interview, with all other faults.
    const builtIn = wanted.with.filter((name) => known.includes(name));
    const ofOthers = own.map(({ layer }) => layer);
    const layers = await projectLayers(builtIn, ofOthers, wanted.step);
    return { layers, own, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** How the project remembers where a layer comes from: a place on this disk relative to itself. */
export function recordedSource(source: string, directory: string): string {
  if (!path.isAbsolute(source)) return source;
  return path.relative(directory, source).split(path.sep).join('/') || '.';
}

interface Named {
  text: string;
  from: string;
  pin?: string;
  isNamed: boolean;
}

function sourcesOf({ cwd, directory, given, remembered }: Wanted): Named[] {
  if (given !== undefined) return given.map((text) => ({ text, from: cwd, isNamed: true }));
  return remembered.map(({ source, pin }) => ({
    text: source,
    from: directory ?? cwd,
    isNamed: false,
    ...(pin !== undefined && { pin }),
  }));
}

/** What a layer is called: by its folder, repository, package or archive. */
function nameOf(source: Source): string {
  if (source.kind === 'npm') return source.spec.replace(/(?<=.)@.*$/, '');
  const place = source.kind === 'git' ? source.url.replace(/\/+$/, '') : source.path;
  return path.basename(place).replace(/\.(git|tgz|tar\.gz)$/, '');
}
