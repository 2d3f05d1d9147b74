import { describe, expect, it } from 'vitest';
import { formatOf, insideOf, isConverted, librariesOf, runsCode } from '../../../lib/convert/scope.ts';
import { source } from '../../../lib/formats/reading.ts';

describe('what is converted', () => {
  it.each([
    ['keras', 'keras', 'model.keras'],
    ['keras', 'keras', 'data/model.h5'],
    ['tensorflow', 'savedmodel', 'tfmodel'],
    ['pytorch', 'torch', 'data/model.pth'],
    ['huggingface transformers', 'huggingface', 'model'],
  ])(
    'a folder of MLflow with a model of %s is opened as %s, there where it lies',
    (framework, format, path) => {
      const mlflow = source('mlflow', { framework, path });
      expect(formatOf(mlflow)).toBe(format);
      expect(insideOf(mlflow)).toBe(path);
    },
  );

  it('a folder of MLflow with a model of tables is opened by its MLmodel', () => {
    const mlflow = source('mlflow', { framework: 'scikit-learn', path: 'model.pkl' });
    expect(formatOf(mlflow)).toBe('mlflow');
    expect(insideOf(mlflow)).toBeNull();
  });

  it('a pickle of a module of PyTorch is a module, and opening it runs what it names', () => {
    const pickled = source('pickle', { framework: 'pytorch' });
    expect(formatOf(pickled)).toBe('torch');
    expect(runsCode({ source: pickled })).toBe(true);
    expect(runsCode({ source: source('torchscript', { framework: 'pytorch' }) })).toBe(false);
  });

  it('networks of all versions are opened by the newest', () => {
    const one = source('keras', { framework: 'keras', frameworkVersion: '2.4.0' });
    expect(librariesOf(one)).toEqual({ tensorflow: null });
    expect(librariesOf(source('torchscript', { framework: 'pytorch' }))).toEqual({ torch: null });
  });

  it('weights without a network, and what no library here opens, are not', () => {
    const reading = (format: string, framework: string) => ({
      reading: { source: source(format, { framework }), convertible: true, problems: [] },
    });
    expect(isConverted(reading('tflite', 'tflite'))).toBe(true);
    expect(isConverted(reading('safetensors', 'safetensors'))).toBe(false);
    expect(isConverted(reading('gguf', 'llama'))).toBe(false);
  });
});
