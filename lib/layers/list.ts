import picomatch from 'picomatch';
import { BASE_LAYERS, extraLayers, STEP_LAYERS } from '../interview/layer-names.ts';
import { readBuiltIn, type Layer } from './layer.ts';
import { targetOf } from './target.ts';

/** One template, as it lies in its layer. */
export interface Template {
  /** Path in the layer, with `/`: `README.md.d/10-title.md.ejs`. */
  path: string;
  layer: string;
  /** The emitted path that it makes, or is a part of. */
  target: string;
  /** The name of the part, where it is one. */
  part?: string;
}

/** Every layer of this package, lowest first. */
export async function allBuiltIn(): Promise<Layer[]> {
  return Promise.all([...BASE_LAYERS, ...STEP_LAYERS, ...extraLayers()].map(readBuiltIn));
}

/** The templates that make a project of these layers, lowest layer first, by the four rules of docs/layers.md. */
export function templatesOf(layers: Layer[]): Template[] {
  const found = new Map<string, Template>();
  for (const { name: layer, config, files } of layers) {
    if (config.remove.length > 0) {
      const isRemoved = picomatch(config.remove, { dot: true });
      for (const [key, { target }] of found) if (isRemoved(target)) found.delete(key);
    }
    for (const path of files) {
      const { target, part } = targetOf(path);
      const isMerged = target === 'package.json';
      // A whole file replaces the parts below it.
      if (part === undefined && !isMerged)
        for (const [key, below] of found) if (below.target === target) found.delete(key);
      const key = isMerged ? `${target}\0${layer}` : `${target}\0${part ?? ''}`;
      found.set(key, { path, layer, target, ...(part !== undefined && { part }) });
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
