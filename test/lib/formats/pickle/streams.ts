/** A name as protocol 4 writes it: two texts and STACK_GLOBAL. */
export function name(module: string, qualname: string): Buffer {
  return Buffer.concat([text(module), text(qualname), Buffer.from([0x93])]);
}

export function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x8c, value.length]), Buffer.from(value, 'latin1')]);
}

/** A text of any length. */
export function longText(value: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(value.length);
  return Buffer.concat([ops('X'), length, Buffer.from(value, 'latin1')]);
}

/** Bytes as protocol 3 writes them. */
export function bytesOf(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([ops('B'), length, content]);
}

/** A storage as torch.save wrote it before PyTorch 1.6: five pickles, without the data behind them. */
export function oldTorch(
  storage = Buffer.concat([
    ops('('),
    text('storage'),
    name('torch', 'FloatStorage'),
    text('94'),
    text('cpu'),
    ops('K\x02NtQ'),
  ]),
): Buffer {
  const magic = ops('\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19');
  const parts = [magic, ops('M\xe9\x03'), ops('}'), storage, Buffer.concat([ops(']'), text('94'), ops('a')])];
  return Buffer.concat(parts.map((part) => pickle(part)));
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

/** The code that SciPy writes into a distribution, after the template of its _distn_infrastructure.py. */
export const TEMPLATE = `
def _parse_args(self, low, high,  loc=0):
    return (low, high, ), loc, 1

def _parse_args_rvs(self, low, high,  loc=0, size=None):
    return self._argcheck_rvs(low, high,  loc, 1, size=size)

def _parse_args_stats(self, low, high,  loc=0, moments='mv'):
    return (low, high, ), loc, 1, moments
`;
const randint = Buffer.concat([name('scipy.stats._discrete_distns', 'randint_gen'), ops(')\x81\x94')]);
/** getattr of the distribution that was put into the memo, of such an attribute. */
export const fetched = (attribute: string): Buffer =>
  Buffer.concat([name('builtins', 'getattr'), ops('h\0'), text(attribute), ops('\x86R')]);

/** scipy.stats.randint as RandomizedSearchCV holds it. */
export function distribution(template: string, pyfunc: Buffer): Buffer {
  return Buffer.concat([
    randint,
    ops('}('),
    text('_parse_arg_template'),
    longText(template),
    text('vecentropy'),
    object('numpy', 'vectorize', [['pyfunc', pyfunc]]),
    ops('ub'),
  ]);
}

const search = object('sklearn.model_selection._search', 'RandomizedSearchCV', [
  ['best_estimator_', forest],
  [
    'param_distributions',
    Buffer.concat([
      ops('}('),
      text('max_depth'),
      object('scipy.stats._distn_infrastructure', 'rv_discrete_frozen', [
        ['dist', distribution(TEMPLATE, fetched('_entropy'))],
      ]),
      ops('u'),
    ]),
  ],
]);

/** What is read to its end. */
export const ORDINARY: Record<string, Buffer> = {
  scaler: pickle(scaler),
  forest: pickle(forest),
  pipeline: pickle(pipeline),
  'search over distributions': pickle(search),
  bundle: pickle(
    ops('}('),
    text('model'),
    pipeline,
    text('threshold'),
    ops('G?\xd9\x99\x99\x99\x99\x99\x9a'),
    ops('u'),
  ),
};
