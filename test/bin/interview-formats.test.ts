import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { bin, emptyFolder } from '../cli.ts';
import { forest, name, ops, pickle, pipeline, text } from '../lib/formats/pickle/streams.ts';
import { zipOf } from '../lib/formats/other/files.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';

const booster = {
  learner: { objective: { name: 'binary:logistic' }, gradient_booster: { name: 'gbtree', model: {} } },
  version: [2, 1, 4],
};
const keras = {
  class_name: 'Sequential',
  module: 'keras',
  config: { layers: [{ class_name: 'Dense', module: 'keras.layers', config: { units: 1 } }] },
};

describe.skipIf(await lacks('tmux'))('a folder with models of several formats', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let terminal: Terminal;
  beforeEach(async () => {
    terminal = new Terminal({ columns: 110, rows: 50 });
    ({ directory, remove } = await emptyFolder());
    const write = (file: string, content: string | Buffer): Promise<void> =>
      writeFile(path.join(directory, file), content);
    await write('model.pkl', pickle(pipeline));
    await write('booster.json', JSON.stringify(booster));
    await write(
      'best.pt',
      zipOf([['best/data.pkl', pickle(name('torch.nn.modules.linear', 'Linear'), ops(')\x81'))]]),
    );
    await write(
      'net.keras',
      zipOf([
        ['metadata.json', Buffer.from(JSON.stringify({ keras_version: '3.9.0' }))],
        ['config.json', Buffer.from(JSON.stringify(keras))],
      ]),
    );
    await write('evil.pkl', pickle(name('posix', 'system'), text('touch PWNED'), ops('\x85R')));
    await write('settings.json', '{"port": 8000}');
    await write('notes.txt', 'Nothing of this is a model.\n');
    await copyFile(path.join(packageRoot, 'samples/iris/iris.onnx'), path.join(directory, 'iris.onnx'));
    await mkdir(path.join(directory, 'churn'));
    await mkdir(path.join(directory, 'pictures'));
    await write(
      'churn/MLmodel',
      'flavors:\n  sklearn:\n    pickled_model: model.pkl\n    sklearn_version: 1.5.2\n',
    );
    await write('churn/model.pkl', pickle(forest));
  });
  afterEach(async () => {
    await terminal.close();
    await remove();
  });

  it('is told model by model before the first question', async () => {
    await terminal.start(`${process.execPath} ${bin}`, directory);
    const screen = await terminal.shows('Which model?');
    const told = /Models in this folder:\n([^]*?)\nEnter takes/.exec(screen)![1]!;
    expect(told.split('\n').map((line) => line.trimEnd())).toEqual([
      '  best.pt       a PyTorch model (.pt, .pth); pytorch: Linear',
      '  booster.json  an XGBoost model (.json); xgboost 2.1.4: Booster(gbtree, binary:logistic)',
      `  churn${path.sep}        an MLflow model: a pickled scikit-learn model; scikit-learn 1.5.2: RandomForestClassifier`,
      '  evil.pkl      a Python pickle, as joblib and scikit-learn write it; opening it would call: posix.system',
      '  iris.onnx     an ONNX model',
      expect.stringMatching(
        /^ {2}model\.pkl {5}a pickled scikit-learn model; .*StandardScaler, RandomForestClassifier\)$/,
      ),
      expect.stringContaining('  net.keras     a Keras model (.keras); keras 3.9.0: '),
    ]);
  });

  it('says of one that is not converted here how that is done, or why not, and asks again', async () => {
    await terminal.start(`${process.execPath} ${bin}`, directory);
    await terminal.shows('Which model?');
    await terminal.type('net.keras', 1500);
    await terminal.shows('looks like a Keras model');
    await terminal.shows('save the whole model');
    await terminal.press('C-u');
    await terminal.type('evil.pkl', 1500);
    const refused = await terminal.shows(/Opening\s+it\s+calls\s+posix\.system/);
    expect(refused).not.toContain('joblib.load("evil.pkl")');
    await terminal.press('C-u');
    await terminal.type('iris.onnx', 1500);
    await terminal.shows('setosa, versicolor, virginica');
    await terminal.press('C-c');
    await terminal.shows('exit=130');
    expect(await readdir(directory)).not.toContain('PWNED');
    expect(await readdir(directory)).not.toContain('iris');
  });

  it('asks again where one cannot be converted now, and says why', async () => {
    const nowhere = 'DOCKER_HOST=unix:///nowhere/docker.sock CONTAINER_HOST=unix:///nowhere';
    await terminal.start(`${nowhere} ${process.execPath} ${bin} --skip-install --port 18457`, directory);
    await terminal.shows('Which model?');
    await terminal.type('model.pkl', 1500);
    await terminal.shows(/error: A model is converted in a container[^]*--python python3[^]*Which model\?/);
    await terminal.press('C-u');
    await terminal.type('iris.onnx', 1500);
    await terminal.shows('setosa, versicolor, virginica');
    await terminal.shows('Name of the API?');
    await terminal.press('C-c');
    await terminal.shows('exit=130');
  });
});
