import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { explained } from '../../../lib/formats/explain.ts';
import { readModel } from '../../../lib/onnx/model/model.ts';
import { FILES, zip } from './other/files.ts';

let folder: string;
const before = process.cwd();
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ml-docker-not-onnx-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** What reading a file of this content throws. */
async function refusal(name: string, content: string | Buffer): Promise<UserError> {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return refused(file);
}

async function refused(file: string): Promise<UserError> {
  const error: unknown = await explained(file, () => readModel(file)).catch((thrown: unknown) => thrown);
  if (error instanceof UserError) return error;
  throw new Error(`${file} is read`, { cause: error });
}

describe('a file of another format', () => {
  it.each(FILES)('%s is told what it is, and what to do', async (name, content, what, next) => {
    const error = await refusal(name, content);
    expect(error.code).toBe('model-not-onnx');
    expect(error.message).toContain(`it looks like ${what}`);
    expect(error.next.join('\n')).toContain(next);
  });

  it('has a message that is shared with no other format', async () => {
    const messages = new Map<string, string[]>();
    for (const [name, content] of FILES) {
      const { message } = await refusal(name, content);
      messages.set(message, [...(messages.get(message) ?? []), name]);
    }
    const shared = [...messages.values()].filter((names) => names.length > 1).map((names) => names.join());
    expect(shared).toEqual([
      'a.pkl,b.pkl,c.pkl,a.joblib,b.joblib',
      'a.pt,c.pt,old.pth',
      'b.pth,old.pt',
      'm.bin,m.model',
      'm.txt,crlf.txt',
      's3.onnx,404.onnx',
    ]);
  });

  it('is shown lines of Python that fit on a screen of 80 columns', async () => {
    for (const [name, content] of FILES) {
      const { next } = await refusal(name, content);
      // As they are printed, ten columns in; a long command is wrapped by the terminal and still one.
      for (const line of next.filter((line) => /^ {2}(?!python -m)/.test(line)))
        expect(line.length + 8, line).toBeLessThanOrEqual(80);
    }
  });

  it('is named in the lines by its path from the working folder, in quotes', async () => {
    const { next } = await refusal('my models/first "one".keras', zip(['config.json', 'model.weights.h5']));
    const file = path.join('my models', 'first "one".keras');
    expect(next.join('\n')).toContain(`--keras ${JSON.stringify(file)} `);
  });

  it('is unknown where the bytes are no text and have no magic number', async () => {
    const error = await refusal('noise.onnx', Buffer.from('fffefdfc', 'hex'));
    expect(error.message).toMatch(/^The model is not ONNX: it is not a protobuf message/);
  });

  it('is text where a character is cut by the end of what was read', async () => {
    const error = await refusal('long.txt', `${'a'.repeat(4095)}ß`);
    expect(error.message).toContain('it looks like a text file');
  });

  it('is what it is where an archive is longer than what is read of it', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `m/data/${i}`);
    const error = await refusal('big.pt', zip([...names, 'm/data.pkl']));
    expect(error.message).toContain('it looks like a PyTorch model');
  });
});

describe('a folder', () => {
  it.each<[string, string[], string, string]>([
    ['saved', ['saved_model.pb', 'fingerprint.pb'], 'a TensorFlow SavedModel', '--saved-model "saved"'],
    ['hub', ['config.json', 'model.safetensors'], 'a Hugging Face model', 'onnx --model "hub" exported'],
    ['core.mlpackage', ['Manifest.json', 'Data'], 'a Core ML package', 'made from'],
    [
      'onnx',
      ['net.onnx', 'net.onnx.data'],
      'a folder with an ONNX model in it',
      path.join('onnx', 'net.onnx'),
    ],
  ])('%s is told what it is, and what to do', async (name, files, what, next) => {
    for (const file of files) await refusal(path.join(name, file), 'x');
    const error = await refused(path.join(folder, name));
    expect(error.code).toBe('model-not-a-file');
    expect(error.message).toContain(`The model is a folder, not a file: ${what}`);
    expect(error.next.join('\n')).toContain(next);
  });

  it('with weights of Hugging Face has them converted by its own path', async () => {
    const [, weights] = FILES.find(([name]) => name === 'm.safetensors')!;
    await refusal(path.join('bert', 'config.json'), '{}');
    const error = await refusal(path.join('bert', 'model.safetensors'), weights);
    expect(error.next.join('\n')).toContain('optimum-cli export onnx --model "bert" exported');
  });

  it('of which nothing is known is a folder all the same', async () => {
    mkdirSync(path.join(folder, 'empty'));
    const error = await refused(path.join(folder, 'empty'));
    expect(error.message).toBe('The model is a folder, not a file');
    expect(error.next).toEqual(['give the .onnx file itself']);
  });
});

it.each(['xgb.pkl', 'lgb.pkl'])(
  'the lines for %s install what onnxmltools imports without asking for it',
  async (name) => {
    const [, content] = FILES.find(([file]) => file === name)!;
    expect((await refusal(name, content)).next.join('\n')).toContain(
      '# pip install onnxmltools packaging "protobuf<7"',
    );
  },
);
