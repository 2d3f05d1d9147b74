/** A name as protocol 4 writes it: two texts and STACK_GLOBAL. */
export function name(module: string, qualname: string): Buffer {
  return Buffer.concat([text(module), text(qualname), Buffer.from([0x93])]);
}

export function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x8c, value.length]), Buffer.from(value, 'latin1')]);
}

/** Opcodes by their characters: `)R` calls with an empty tuple. */
export function ops(characters: string): Buffer {
  return Buffer.from(characters, 'latin1');
}

/** A whole pickle of protocol 4. */
export function pickle(...parts: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([0x80, 4]), ...parts, ops('.')]);
}

const NEWOBJ = ops('\x81');

/** An object of a class with such a state: keys and values, each a stream. */
export function object(module: string, qualname: string, state: [string, Buffer][] = []): Buffer {
  const entries = state.flatMap(([key, value]) => [text(key), value]);
  return Buffer.concat([name(module, qualname), ops(')'), NEWOBJ, ops('}('), ...entries, ops('ub')]);
}

export const scaler = object('sklearn.preprocessing._data', 'StandardScaler', [
  ['_sklearn_version', text('1.5.2')],
]);
export const forest = object('sklearn.ensemble._forest', 'RandomForestClassifier', [
  ['classes_', Buffer.concat([ops('('), text('no'), text('yes'), ops('l')])],
  ['feature_names_in_', Buffer.concat([ops('('), text('age'), text('sex'), ops('l')])],
  ['_sklearn_version', text('1.5.2')],
]);
const step = (key: string, value: Buffer): Buffer => Buffer.concat([text(key), value, ops('\x86')]);
export const pipeline = object('sklearn.pipeline', 'Pipeline', [
  ['steps', Buffer.concat([ops('('), step('scale', scaler), step('forest', forest), ops('l')])],
]);

/** What is read to its end. */
export const ORDINARY: Record<string, Buffer> = {
  scaler: pickle(scaler),
  forest: pickle(forest),
  pipeline: pickle(pipeline),
  bundle: pickle(
    ops('}('),
    text('model'),
    pipeline,
    text('threshold'),
    ops('G?\xd9\x99\x99\x99\x99\x99\x9a'),
    ops('u'),
  ),
};
