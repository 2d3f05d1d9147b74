import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readPickle } from '../../../../lib/formats/pickle/read.ts';
import type { Reading } from '../../../../lib/formats/source.ts';
import { newFolder } from '../../onnx/folders.ts';
import { forest, name, object, ops, ORDINARY, pickle, text } from './streams.ts';

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
  ['numpy.load', pickle(name('numpy', 'load'), touch, ops('R')), 'numpy.load'],
  ['joblib.load', pickle(name('joblib', 'load'), touch, ops('R')), 'joblib.load'],
  [
    'an array of old joblib beside the file',
    pickle(object('joblib.numpy_pickle', 'NDArrayWrapper')),
    'joblib.numpy_pickle.NDArrayWrapper',
  ],
  ['getattr', pickle(name('builtins', 'getattr'), system, text('x'), ops('\x86R')), 'builtins.getattr'],
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
