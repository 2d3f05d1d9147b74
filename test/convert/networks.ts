import path from 'node:path';
import { execa } from 'execa';
import { extract } from 'tar';
import { findEngine } from '../../lib/container/engine/engine.ts';
import { requirementsFor } from '../../lib/convert/requirements.ts';
import { sandboxImage } from '../../lib/convert/sandbox/image.ts';
import { quietIo } from '../emitted/emit.ts';

/** A network that people have, made by its own library, and what its API takes. */
export interface Network {
  library: 'tensorflow' | 'torch';
  /** The file or folder that the script saves. */
  name: string;
  script: string;
  shapes?: string;
  inputs: [name: string, shape: (string | number)[]][];
}

const KERAS = 'import keras\nfrom keras import layers\n';
const TORCH = 'import torch\nfrom torch import nn\n';
const TRANSFORMERS = 'import transformers\n';

export const CONVERTED: Network[] = [
  {
    library: 'tensorflow',
    name: 'keras2.h5',
    script: `import tf_keras as keras
exact = keras.layers.Dense(8, activation=keras.activations.gelu)
keras.Sequential([keras.Input((5,)), exact, keras.layers.Dense(3, activation="softmax")]).save("keras2.h5")`,
    inputs: [['input_1', ['N', 5]]],
  },
  {
    library: 'tensorflow',
    name: 'pictures.keras',
    script: `${KERAS}
x = keras.Input((None, None, 3), name="picture")
y = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3, activation="gelu")(x))
keras.Model(x, layers.Dense(2)(y)).save("pictures.keras")`,
    inputs: [['picture', ['N', 'picture_1', 'picture_2', 3]]],
  },
  {
    library: 'tensorflow',
    name: 'one-at-a-time.keras',
    script: `${KERAS}
x = keras.Input((4,), batch_size=1, name="x")
keras.Model(x, layers.Dense(2)(x)).save("one-at-a-time.keras")`,
    inputs: [['x', [1, 4]]],
  },
  {
    library: 'tensorflow',
    name: 'dicts.keras',
    script: `${KERAS}
a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
keras.Model({"b": b, "a": a}, {"s": layers.Dense(1)(a), "t": layers.Dense(2)(b)}).save("dicts.keras")`,
    inputs: [
      ['a', ['N', 3]],
      ['b', ['N', 2]],
    ],
  },
  {
    library: 'tensorflow',
    name: 'gelu.tflite',
    script: `import tensorflow as tf
${KERAS}
x = keras.Input((4,), name="x")
converter = tf.lite.TFLiteConverter.from_keras_model(keras.Model(x, layers.Dense(2, activation="gelu")(x)))
open("gelu.tflite", "wb").write(converter.convert())`,
    inputs: [['x', ['N', 4]]],
  },
  {
    library: 'torch',
    name: 'tagger.pt',
    script: `${TORCH}
class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.cells, self.tags = nn.Embedding(300, 8), nn.LSTM(8, 6, batch_first=True), nn.Linear(6, 4)
    def forward(self, ids: torch.Tensor):
        values, (hidden, _) = self.cells(self.words(ids))
        return self.tags(values), hidden
torch.jit.save(torch.jit.trace(Tagger().eval(), torch.ones(2, 5, dtype=torch.int64)), "tagger.pt")`,
    shapes: 'ids=int64 N,T',
    inputs: [['ids', ['N', 'ids_1']]],
  },
  {
    library: 'torch',
    name: 'checkpoint.pth',
    script: `${TORCH}
layers = nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2)
torch.save({"model": nn.Sequential(*layers).eval(), "epoch": 3}, "checkpoint.pth")`,
    shapes: 'N,3,H,W',
    inputs: [['input', ['N', 3, 'input_2', 'input_3']]],
  },
  {
    library: 'torch',
    name: 'half.pt',
    script: `${TORCH}
torch.save(nn.Sequential(nn.Linear(4, 4), nn.GELU(), nn.Linear(4, 2)).half(), "half.pt")`,
    shapes: 'x=N,4',
    inputs: [['x', ['N', 4]]],
  },
  {
    library: 'torch',
    name: 'vit',
    script: `${TRANSFORMERS}
config = transformers.ViTConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
                                image_size=32, patch_size=8, num_labels=3)
transformers.ViTForImageClassification(config).save_pretrained("vit")`,
    inputs: [['pixel_values', ['N', 3, 32, 32]]],
  },
  {
    library: 'torch',
    name: 'words',
    script: `${TRANSFORMERS}
config = transformers.DistilBertConfig(vocab_size=50, dim=16, n_layers=1, n_heads=2, hidden_dim=16)
transformers.DistilBertModel(config).save_pretrained("words")`,
    inputs: [
      ['input_ids', ['N', 'input_ids_1']],
      ['attention_mask', ['N', 'attention_mask_1']],
    ],
  },
];

export const REFUSED_NETWORKS: (Omit<Network, 'inputs'> & { told: RegExp })[] = [
  {
    library: 'torch',
    name: 'shapeless.pt',
    script: `${TORCH}
torch.jit.save(torch.jit.trace(nn.Linear(4, 2), torch.zeros(2, 4)), "shapeless.pt")`,
    told: /shapes of its inputs are not in the file: input/,
  },
  {
    library: 'torch',
    name: 'other-shapes.pt',
    script: `${TORCH}
torch.jit.save(torch.jit.trace(nn.Linear(4, 2), torch.zeros(2, 4)), "other-shapes.pt")`,
    shapes: 'x=N,5',
    told: /The model itself answers none of the rows: RuntimeError/,
  },
  {
    library: 'torch',
    name: 'writer',
    script: `${TRANSFORMERS}
config = transformers.T5Config(vocab_size=50, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2)
transformers.T5ForConditionalGeneration(config).save_pretrained("writer")`,
    told: /T5ForConditionalGeneration.*an encoder and a decoder/,
  },
];

/** Runs a script in the sandbox of its library, and puts what it saves into a folder. @returns its path */
export async function saved(
  { library, name, script }: Omit<Network, 'inputs'>,
  folder: string,
): Promise<string> {
  const requirements = await requirementsFor({ [library]: null });
  const { name: image } = await sandboxImage(await findEngine(), requirements, quietIo());
  const program = `import os, tarfile, tempfile
os.chdir(tempfile.mkdtemp())
answer = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
${script}
with tarfile.open(fileobj=answer, mode="w|") as tar:
    tar.add("${name}")
`;
  const args = ['run', '--rm', '--network', 'none', image, 'python', '-c', program];
  const { stdout } = await execa('docker', args, { encoding: 'buffer' });
  extract({ cwd: folder, sync: true }).end(Buffer.from(stdout));
  return path.join(folder, name);
}
