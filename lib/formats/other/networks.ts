import path from 'node:path';
import { type Conversion, pinned, python, quoted, shell } from './lines.ts';

// What becomes of neural networks: PyTorch, Keras, TensorFlow, Hugging Face.

const TORCH = 'torch onnx onnxscript';
const EXAMPLE = 'example = torch.zeros(2, 4)  # two inputs, as your model takes them';
const EXPORT = [
  EXAMPLE,
  'torch.onnx.export(model, (example,), "model.onnx", input_names=["X"],',
  '                  dynamic_shapes=({0: "N"},), external_data=False)',
];

export const torchModule: Conversion = (file) =>
  python(TORCH, [
    'import torch',
    `model = torch.load(${quoted(file)}, weights_only=False).eval()`,
    ...EXPORT,
  ]);

/** What pickle.dump wrote, torch.load does not read. */
export const torchPickle: Conversion = (file) =>
  python(TORCH, [
    'import pickle, torch',
    `model = pickle.load(open(${quoted(file)}, "rb")).eval()`,
    ...EXPORT,
  ]);

function weightsInto(packages: string, modules: string[], load: string): string[] {
  return python(packages, [
    ...modules,
    'model = YourModel()  # weights alone: the network is your code',
    `model.load_state_dict(${load})`,
    'model.eval()',
    ...EXPORT,
  ]);
}

export const torchWeights: Conversion = (file) =>
  weightsInto(TORCH, ['import torch'], `torch.load(${quoted(file)})`);

export const safetensors: Conversion = (file) =>
  weightsInto(
    `${TORCH} safetensors`,
    ['import torch', 'from safetensors.torch import load_file'],
    `load_file(${quoted(file)})`,
  );

export const torchScript: Conversion = (file) =>
  python('torch onnx', [
    'import torch',
    `model = torch.jit.load(${quoted(file)}).eval()`,
    EXAMPLE,
    'torch.onnx.export(model, (example,), "model.onnx", dynamo=False,',
    '                  input_names=["X"], dynamic_axes={"X": {0: "N"}})',
  ]);

export const torchExport: Conversion = (file) =>
  python(TORCH, [
    'import torch',
    `model = torch.export.load(${quoted(file)})`,
    'torch.onnx.export(model, (), "model.onnx", external_data=False)',
  ]);

function tf2onnx(options: string, keras?: string): string[] {
  return shell([
    `pip install tensorflow tf2onnx${keras === undefined ? '' : ` ${keras}`}`,
    `python -m tf2onnx.convert ${options} --output model.onnx`,
  ]);
}

export const keras: Conversion = (file, source) => {
  const version = pinned('keras', 'keras', source);
  return tf2onnx(`--keras ${quoted(file)}`, version === 'keras' ? undefined : version);
};

export const kerasWeights: Conversion = (file) =>
  python('tensorflow', [
    'model = your_model()  # weights alone: the network is your code',
    `model.load_weights(${quoted(file)})`,
    'model.save("model.keras")  # give this one',
  ]);

export const savedModel: Conversion = (folder) => tf2onnx(`--saved-model ${quoted(folder)}`);

/** tf2onnx asks for the folder of a saved_model.pb, because the weights lie beside it. */
export const savedModelFile: Conversion = (file) => savedModel(path.dirname(file));

export const frozenGraph: Conversion = (file) =>
  tf2onnx(`--graphdef ${quoted(file)} --inputs INPUT:0 --outputs OUTPUT:0`);

export const tensorflowLite: Conversion = (file) => tf2onnx(`--tflite ${quoted(file)}`);

/** https://pypi.org/project/optimum-onnx/ */
export const huggingFace: Conversion = (folder) =>
  shell([
    'pip install "optimum-onnx[onnxruntime]"',
    `optimum-cli export onnx --model ${quoted(folder)} exported`,
  ]);
