import { attribute, classOf } from './tree.ts';
import { Bytes, type Made, type Value } from './value.ts';

/** What the serialised booster inside a pickle says of itself. */
export interface Booster {
  version: string | undefined;
  features: string[] | undefined;
}

const MOST_FEATURES = 4096;

/** Of a Booster of XGBoost or LightGBM, or a model of CatBoost; undefined for what is none. */
export function boosterIn(made: Made): Booster | undefined {
  const name = classOf(made)?.text;
  if (name === 'xgboost.core.Booster') {
    const ubjson = latin1(attribute(made, 'handle'));
    return { version: numbersOf(ubjson, 'version')?.join('.'), features: textsOf(ubjson, 'feature_names') };
  }
  if (name === 'lightgbm.basic.Booster') {
    const text = latin1(
      attribute(made, '_handle') ?? attribute(made, 'handle') ?? attribute(made, 'model_str'),
    );
    const head = text.slice(0, 2 ** 20);
    // The version of the text: v4 is that of all 4.x.
    return {
      version: /^version=v(\d+)/m.exec(head)?.[1],
      features: /^feature_names=(.*)$/m.exec(head)?.[1]?.split(' '),
    };
  }
  if (name?.startsWith('catboost.core.') !== true) return undefined;
  const model = latin1(attribute(made, '__model'));
  return {
    version: /catboost_version_info[^]{1,200}?(?:CatBoost|v|@)?(\d+\.\d+(?:\.\d+)*)/.exec(model)?.[1],
    features: undefined,
  };
}

// https://ubjson.org/type-reference, as XGBoost writes it: a key, "[", "#" and the count as L, then the elements.
function elementsAt(ubjson: string, key: string): { at: number; count: number } | undefined {
  const head = `${String.fromCharCode(key.length)}${key}[#L`;
  const at = ubjson.indexOf(head);
  if (at < 0) return undefined;
  const count = lengthAt(ubjson, at + head.length);
  return count <= MOST_FEATURES ? { at: at + head.length + 8, count } : undefined;
}

function numbersOf(ubjson: string, key: string): number[] | undefined {
  const found = elementsAt(ubjson, key);
  if (!found) return undefined;
  // Each is "i" and one byte.
  return Array.from({ length: found.count }, (_, i) => ubjson.charCodeAt(found.at + 2 * i + 1));
}

function textsOf(ubjson: string, key: string): string[] | undefined {
  const found = elementsAt(ubjson, key);
  if (!found || found.count === 0) return undefined;
  const texts: string[] = [];
  let { at } = found;
  for (let i = 0; i < found.count; i++) {
    if (ubjson.slice(at, at + 2) !== 'SL') return undefined;
    const length = lengthAt(ubjson, at + 2);
    texts.push(Buffer.from(ubjson.slice(at + 10, at + 10 + length), 'latin1').toString('utf8'));
    at += 10 + length;
  }
  return texts;
}

function lengthAt(ubjson: string, at: number): number {
  const bytes = Buffer.from(ubjson.slice(at, at + 8), 'latin1');
  return bytes.length === 8 ? Number(bytes.readBigUInt64BE(0)) : Number.NaN;
}

function latin1(value: Value | undefined): string {
  return typeof value === 'string' ? value : value instanceof Bytes ? (value.latin1 ?? '') : '';
}
