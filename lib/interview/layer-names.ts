import { readdirSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../package.ts';
import { didYouMean } from '../io/did-you-mean.ts';

/** The folder of the built-in layers. */
export const builtInLayers = path.join(packageRoot, 'templates');

/** Layers that every project has, lowest first; what `--with` names comes on top of them. */
export const BASE_LAYERS = ['service', 'container'];
/** Layers in which the API has a name that DNS takes, too. */
export const CLUSTER_LAYERS = ['kubernetes', 'kserve', 'swarm'];
/** Layers that a project has because of its model: what model/preprocess.json names as its step. */
export const STEP_LAYERS = ['image', 'text'];
/** What a conversion works with; the project gets it where its model was converted. */
const NO_LAYERS = ['convert'];

/** The layers that `--with` can name. */
export function extraLayers(): string[] {
  const others = [...BASE_LAYERS, ...STEP_LAYERS, ...NO_LAYERS];
  return readdirSync(builtInLayers, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !others.includes(entry.name))
    .map(({ name }) => name)
    .sort();
}

/** `true`, or which layer is not there and which ones are. */
export function checkLayers(names: string[]): true | string {
  const known = extraLayers();
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return true;
  return `there is no layer "${unknown}"${didYouMean(unknown, known)}; the layers are: ${known.join(', ')}`;
}
