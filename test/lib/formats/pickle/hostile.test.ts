import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readPickle } from '../../../../lib/formats/pickle/read.ts';
import type { Reading } from '../../../../lib/formats/source.ts';
import { newFolder } from '../../onnx/folders.ts';
import {
  bytesOf,
  distribution,
  fetched,
  forest,
  name,
  object,
  oldTorch,
  ops,
  ORDINARY,
  pickle,
  TEMPLATE,
  text,
} from './streams.ts';

const system = name('os', 'system');
const touch = Buffer.concat([text('touch PWNED'), ops('\x85')]);
const newobj = ops('\x81');

async function read(bytes: Buffer): Promise<Reading> {
  const file = path.join(newFolder(), 'model.pkl');
  writeFileSync(file, bytes);
  const reading = await readPickle(file);
  expect(existsSync('PWNED')).toBe(false);
  return reading;
}

/** Ways to run something, each with a name that has to be told. */
const HOSTILE: [what: string, bytes: Buffer, unknown: string][] = [
  ['GLOBAL and REDUCE', ops("cos\nsystem\n(S'touch PWNED'\ntR."), 'os.system'],
  ['a text with escapes', ops("\x80\x04S'\\x6fs'\nS'sys\\x74em'\n\x93(S'touch PWNED'\ntR."), 'os.system'],
  ['INST', ops("(S'touch PWNED'\nios\nsystem\n."), 'os.system'],
  ['OBJ', ops("(cos\nsystem\nS'touch PWNED'\no."), 'os.system'],
  ['names of Python 2', ops("c__builtin__\neval\n(S'1'\ntR."), 'builtins.eval'],
  [
    'a dotted name of an allowed module',
    pickle(name('sklearn.svm', 'os.system'), touch, ops('R')),
    'sklearn.svm.os.system',
  ],
  [
    'a module below an allowed one',
    pickle(name('sklearn.svm._classes', 'SVC.fit'), touch, ops('R')),
    'sklearn.svm._classes.SVC.fit',
  ],
  [
    'a name with a space in it',
    pickle(name('sklearn.pipeline Pipeline', 'x'), touch, ops('R')),
    'sklearn.pipeline Pipeline.x',
  ],
  ['an extension code', pickle(ops('\x82\x07)R')), 'copyreg.extension 7'],
  [
    'a call that comes before the break',
    Buffer.concat([pickle(system, touch, ops('R')).subarray(0, -1), ops('\xff\xff')]),
    'os.system',
  ],
  [
    'a second pickle behind the first',
    Buffer.concat([ORDINARY['forest']!, pickle(system, touch, ops('R'))]),
    'os.system',
  ],
  ['a call whose result is dropped', pickle(system, touch, ops('R0'), forest), 'os.system'],
  [
    'functools.partial',
    pickle(name('functools', 'partial'), system, text('x'), ops('\x86R)R')),
    'functools.partial().__call__',
  ],
  [
    'an attribute of numpy',
    pickle(
      name('numpy.core', '_ufunc_reconstruct'),
      text('os'),
      text('system'),
      ops('\x86R'),
      touch,
      ops('R'),
    ),
    'os.system',
  ],
  [
    'numpy fetching by what is not a text',
    pickle(name('numpy._core', '_ufunc_reconstruct'), ops('NN\x86R')),
    'numpy._core._ufunc_reconstruct()',
  ],
  [
    'numpy fetching later',
    pickle(name('functools', 'partial'), name('numpy._core', '_ufunc_reconstruct'), ops('\x85R')),
    'numpy._core._ufunc_reconstruct as a value',
  ],
  [
    'an object that is called',
    pickle(forest, touch, ops('R')),
    'sklearn.ensemble._forest.RandomForestClassifier().__call__',
  ],
  [
    'a class that is changed',
    pickle(name('sklearn.svm._classes', 'SVC'), ops('N}('), text('fit'), system, ops('u\x86b')),
    'sklearn.svm._classes.SVC.__setstate__',
  ],
  [
    'a distance that calls a function',
    pickle(name('sklearn.metrics._dist_metrics', 'PyFuncDistance'), system, ops('\x85R')),
    'sklearn.metrics._dist_metrics.PyFuncDistance',
  ],
  [
    'the code in a distribution of SciPy',
    pickle(
      object('scipy.stats._continuous_distns', 'uniform_gen', [
        ['_parse_arg_template', text('import os; os.system("touch PWNED")')],
      ]),
    ),
    'scipy.stats._continuous_distns.uniform_gen._attach_argparser_methods',
  ],
  ...['loc=0', 'size=None', '(low, high, ), loc, 1', 'high'].map((code): [string, Buffer, string] => [
    `a call in place of ${code} in the code of a distribution`,
    pickle(distribution(TEMPLATE.replace(code, 'loc=eval("1")'), fetched('_entropy'))),
    'scipy.stats._discrete_distns.randint_gen._attach_argparser_methods',
  ]),
  [
    'a line behind the code of a distribution',
    pickle(distribution(`${TEMPLATE}eval("1")\n`, fetched('_entropy'))),
    'scipy.stats._discrete_distns.randint_gen._attach_argparser_methods',
  ],
  [
    'getattr of another attribute of a distribution',
    pickle(distribution(TEMPLATE, fetched('__class__'))),
    'builtins.getattr()',
  ],
  [
    'getattr of an estimator',
    pickle(name('builtins', 'getattr'), forest, text('_entropy'), ops('\x86R')),
    'builtins.getattr()',
  ],
  [
    'getattr of a distribution whose method was replaced',
    pickle(distribution(TEMPLATE, fetched('_entropy')), ops('0'), fetched('_entropy')),
    'builtins.getattr()',
  ],
  [
    'getattr by a list of arguments, which joblib takes',
    pickle(name('builtins', 'getattr'), ops('('), forest, text('_entropy'), ops('lR')),
    'builtins.getattr()',
  ],
  [
    'getattr that something else calls later',
    pickle(object('numpy', 'vectorize', [['pyfunc', name('builtins', 'getattr')]])),
    'builtins.getattr as a value',
  ],
  [
    'a method of a distribution that is called',
    pickle(distribution(TEMPLATE, Buffer.concat([fetched('_entropy'), ops(')R')]))),
    'builtins.getattr().__call__',
  ],
  [
    'a method of a distribution that is changed',
    pickle(distribution(TEMPLATE, Buffer.concat([fetched('_entropy'), ops('}b')]))),
    'builtins.getattr().__setstate__',
  ],
  [
    'numpy.vectorize that is called',
    pickle(object('numpy', 'vectorize'), ops(')R')),
    'numpy.vectorize().__call__',
  ],
  ['NEWOBJ of getattr', pickle(name('builtins', 'getattr'), ops(')\x81')), 'builtins.getattr()'],
  [
    'a booster that opens a file',
    pickle(name('lightgbm.basic', 'Booster'), ops('NN'), text('/etc/passwd'), ops('\x87R')),
    'lightgbm.basic.Booster()',
  ],
  ['numpy.load', pickle(name('numpy', 'load'), touch, ops('R')), 'numpy.load'],
  ['joblib.load', pickle(name('joblib', 'load'), touch, ops('R')), 'joblib.load'],
  ['getattr', pickle(name('builtins', 'getattr'), system, text('x'), ops('\x86R')), 'builtins.getattr()'],
  [
    'a tensor of bytes that torch.load opens',
    pickle(name('torch.storage', '_load_from_bytes'), touch, ops('R')),
    'torch.storage._load_from_bytes()',
  ],
  ['NEWOBJ', pickle(name('subprocess', 'Popen'), touch, newobj), 'subprocess.Popen'],
];

it.each(HOSTILE)('%s is told and refused', async (_, bytes, unknown) => {
  const { convertible, source, problems } = await read(bytes);
  expect(source.unknownCalls).toContain(unknown);
  expect(convertible).toBe(false);
  expect(problems[0]).toMatchObject({ code: 'calls-unknown' });
});

it.each(['NDArrayWrapper', 'ZNDArrayWrapper'])('%s of old joblib opens a file beside it', async (wrapper) => {
  const { convertible, source, problems } = await read(pickle(object('joblib.numpy_pickle', wrapper)));
  expect(source.unknownCalls).toEqual([`joblib.numpy_pickle.${wrapper}`]);
  expect(convertible).toBe(false);
  expect(problems).toMatchObject([{ code: 'arrays-beside' }]);
});

it.each(['sklearn.externals.joblib', 'joblib'])(
  '%s: an array is stepped over, and what pickle.load takes for opcodes is told',
  async (joblib) => {
    const array = (content: Buffer): Buffer =>
      Buffer.concat([
        object(`${joblib}.numpy_pickle`, 'NumpyArrayWrapper', [
          ['subclass', name('numpy', 'ndarray')],
          ['shape', Buffer.concat([ops('K'), Buffer.from([content.length]), ops('\x85')])],
          ['order', text('C')],
          ['dtype', Buffer.concat([name('numpy', 'dtype'), text('u1'), ops('\x89\x88\x87R')])],
        ]),
        content,
      ]);
    const harmless = await read(pickle(ops('('), forest, array(Buffer.alloc(32, 0xff)), ops('t')));
    expect(harmless).toMatchObject({ convertible: true, source: { unknownCalls: [], format: 'joblib' } });
    const hidden = array(Buffer.concat([system, touch, ops('R0')]));
    const { convertible, source } = await read(pickle(ops('('), forest, hidden, ops('t')));
    expect(source.unknownCalls).toEqual(['os.system']);
    expect(convertible).toBe(false);
  },
);

const nested = (bytes: Buffer): Buffer =>
  pickle(name('torch.storage', '_load_from_bytes'), bytesOf(bytes), ops('\x85R'));

it('the storage of a tensor that was pickled without torch.save is read as well', async () => {
  const { source, problems } = await read(nested(oldTorch()));
  expect(source.calls).toEqual(['torch.FloatStorage', 'torch.storage._load_from_bytes']);
  expect(source.unknownCalls).toEqual([]);
  expect(problems.map(({ code }) => code)).not.toContain('model-malformed');
});

const run = Buffer.concat([system, touch, ops('R')]);

it.each([
  ['in place of the storage', nested(oldTorch(run)), 'calls-unknown'],
  ['in one pickle more', nested(nested(oldTorch(run))), 'calls-unknown'],
  ['where a number should stand', nested(pickle(run)), 'calls-unknown'],
  ['an archive of torch.save', nested(Buffer.from('PK\x03\x04'.padEnd(40))), 'model-malformed'],
  ['a plain pickle', nested(pickle(forest)), 'model-malformed'],
  ['a storage that is cut off', nested(oldTorch().subarray(0, -4)), 'model-truncated'],
])('nested in the bytes of a tensor, %s is refused', async (_, bytes, code) => {
  const { convertible, problems } = await read(bytes);
  expect(convertible).toBe(false);
  expect(problems[0]).toMatchObject({ code });
});

it.each(Object.entries(ORDINARY))('an ordinary %s passes', async (_, bytes) => {
  const { convertible, source } = await read(bytes);
  expect(source.unknownCalls).toEqual([]);
  expect(convertible).toBe(true);
});

it('a pipeline is told estimator by estimator', async () => {
  expect((await read(ORDINARY['pipeline']!)).source).toMatchObject({
    format: 'pickle',
    framework: 'scikit-learn',
    frameworkVersion: '1.5.2',
    model: 'Pipeline(StandardScaler, RandomForestClassifier)',
    columns: [
      { name: 'age', type: 'number' },
      { name: 'sex', type: 'number' },
    ],
    classes: ['no', 'yes'],
    calls: [
      'sklearn.ensemble._forest.RandomForestClassifier',
      'sklearn.pipeline.Pipeline',
      'sklearn.preprocessing._data.StandardScaler',
    ],
  });
});

it.each([
  ['subprocess', 'run'],
  ['webbrowser', 'open'],
  ['sklearn.utils', 'os.popen'],
  ['builtins', '__import__'],
  ['types', 'CodeType'],
])('%s.%s is told to run anything', async (module, qualname) => {
  const [problem] = (await read(pickle(name(module, qualname), touch, ops('R')))).problems;
  expect(problem).toMatchObject({ code: 'calls-unknown' });
  expect(problem!.message).toContain(`${module}.${qualname}, which can run any program or code`);
});

it.each([
  ['acme.types', 'Scaler'],
  ['acme.code', 'Model'],
  ['statsmodels.regression', 'OLS'],
])('%s.%s is only not known, and may be trusted', async (module, qualname) => {
  const [problem] = (await read(pickle(name(module, qualname), touch, ops('R')))).problems;
  expect(problem!.message).toContain('not part of any model library that is known');
  expect(problem!.hint).toContain('--trust-model');
});
