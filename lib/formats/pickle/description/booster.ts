import { BufferBytes } from '../../bytes/byte-source.ts';
import { FormatError } from '../../bytes/format-error.ts';
import { readCbm } from '../../catboost/cbm.ts';
import { selectUbj } from '../../json/select-ubj.ts';
import { member } from '../../json/selection.ts';
import { readLightgbm } from '../../lightgbm/lightgbm.ts';
import type { Reading } from '../../source.ts';
import { readXgboost, XGBOOST } from '../../xgboost/xgboost.ts';
import { attribute, classOf } from '../tree.ts';
import { Bytes, type Made, type Value } from '../interpreter/value.ts';

const known = new WeakMap<Made, Reading | undefined>();

/**
 * What the booster says that lies in a pickle in its library's own form: of a Booster of XGBoost or LightGBM, or of a
 * model of CatBoost. Undefined for what is none, is damaged, or was too large to be kept.
 */
export function boosterIn(made: Made): Reading | undefined {
  if (!known.has(made)) known.set(made, tried(made));
  return known.get(made);
}

function tried(made: Made): Reading | undefined {
  try {
    return read(made);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function read(made: Made): Reading | undefined {
  const name = classOf(made)?.text ?? '';
  const content = (...names: string[]): BufferBytes | undefined => {
    const value = names.map((one) => attribute(made, one)).find((one) => one !== undefined && one !== null);
    const bytes = bytesOf(value);
    return bytes && new BufferBytes(bytes);
  };
  if (name === 'xgboost.core.Booster') {
    const handle = content('handle');
    // A pickled booster has its configuration beside the model.
    if (handle === undefined) return undefined;
    const whole = selectUbj(handle, { ...(XGBOOST as object), Model: XGBOOST });
    return readXgboost('xgboost-ubj', member(whole, 'Model') ?? whole);
  }
  if (name === 'lightgbm.basic.Booster') {
    const text = content('_handle', 'handle', 'model_str');
    return text && readLightgbm(text);
  }
  const cbm = name.startsWith('catboost.core.') ? content('__model') : undefined;
  return cbm && readCbm(cbm);
}

function bytesOf(value: Value | undefined): Buffer | undefined {
  if (typeof value === 'string') return Buffer.from(value);
  if (!(value instanceof Bytes) || value.latin1?.length !== value.length) return undefined;
  return Buffer.from(value.latin1, 'latin1');
}
