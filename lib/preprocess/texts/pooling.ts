import { isObject, jsonIn, objectIn } from '../object-in.ts';

/** How sentence-transformers makes one vector of those of the tokens. */
export interface FoundPooling {
  pooling: 'mean' | 'cls' | 'last' | 'max';
  normalize: boolean;
}

const MODES = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_max_tokens: 'max',
  pooling_mode_lasttoken: 'last',
  pooling_mode_mean_tokens: 'mean',
} as const;

/** Newer versions name the mode. */
const NAMES: Record<string, FoundPooling['pooling']> = {
  cls: 'cls',
  max: 'max',
  lasttoken: 'last',
  mean: 'mean',
};

/**
 * By modules.json and 1_Pooling/config.json.
 * @returns undefined where there are none; what cannot be done, in words, where they ask for more than pooling and length one
 */
export function poolingIn(folder: string): FoundPooling | string | undefined {
  const config = objectIn(folder, '1_Pooling/config.json');
  if (config === undefined) return undefined;
  const modes = modesIn(config);
  const kinds = moduleKinds(folder);
  const more = kinds.find((kind) => !['Transformer', 'Pooling', 'Normalize'].includes(kind));
  if (more !== undefined) return `modules.json has a module "${more}" behind the pooling`;
  if (modes.length !== 1 || modes[0] === undefined)
    return '1_Pooling/config.json asks for another pooling than mean, cls, max or the last token';
  return { pooling: modes[0], normalize: kinds.includes('Normalize') };
}

function modesIn(config: Record<string, unknown>): (FoundPooling['pooling'] | undefined)[] {
  const named = config['pooling_mode'];
  if (typeof named === 'string') return [NAMES[named]];
  return Object.entries(config)
    .filter(([name, value]) => name.startsWith('pooling_mode_') && value === true)
    .map(([name]) => MODES[name as keyof typeof MODES]);
}

function moduleKinds(folder: string): string[] {
  const modules = jsonIn(folder, 'modules.json');
  if (!Array.isArray(modules)) return [];
  return modules.map((one) => String(isObject(one) ? one['type'] : '').replace(/^.*\./, ''));
}
