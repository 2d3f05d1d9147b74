import type { ZipArchive } from '../bytes/zip.ts';
import { foreignCalls } from './pickle.ts';
import { few, judged, type Problem, refused, source } from '../reading.ts';
import type { Reading, SourceColumn } from '../source.ts';

const CODE = /(^|\/)code\/.*\.py$/;
const CODE_AT_MOST = 8 * 2 ** 20;
const ALL_CODE_AT_MOST = 32 * 2 ** 20;

// What TorchScript's own language calls: https://pytorch.org/docs/stable/jit_language_reference.html.
const OPERATOR = /\b(?:torch|ops\.[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)+(?=\()/g;
// Operators of other libraries need these to be loaded; torch.from_file and torch.save touch files.
const UNKNOWN =
  /^ops\.(?!prim\.|aten\.|quantized\.|_caffe2\.|mkldnn_prepacked\.|prepacked\.)|^torch\.(from_file|save|load|manual_seed_file)$|^ops\.aten\.(from_file|save)$/;

/** A TorchScript archive: code in a language of its own, which reads no files and imports nothing. Throws FormatError. */
export async function readTorchScript(archive: ZipArchive): Promise<Reading> {
  const files = archive.members.filter(({ name }) => CODE.test(name));
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const code =
    total > ALL_CODE_AT_MOST ? '' : files.map((file) => archive.text(file, CODE_AT_MOST)).join('\n');
  const calls = [...new Set(code.match(OPERATOR) ?? [])].sort();
  const unknownCalls = [...calls.filter((name) => UNKNOWN.test(name)), ...(await foreignCalls(archive))];
  const isTraced = archive.find(/(^|\/)traced_inputs(\.pkl|\/)/) !== undefined;
  const top = topModule(code);
  const said = source('torchscript', {
    framework: 'pytorch',
    model: `${top?.name ?? 'Module'}(${isTraced ? 'traced' : 'scripted'})`,
    columns: top?.columns ?? [],
    calls,
    unknownCalls,
  });
  if (unknownCalls.length > 0) return refused(said, unknown(unknownCalls));
  return judged(said, controlFlow(code));
}

/** The last class that is no part of torch.nn, or the last of all: what is called first. */
function topModule(code: string): { name: string; columns: SourceColumn[] } | undefined {
  const forward =
    /class (\w+)\(Module\):(?:(?!\nclass )[^])*?def forward\(self: (__torch__[\w.]*),?([^)]*)\)/g;
  const modules = [...code.matchAll(forward)];
  const own = modules.filter(([, , type]) => !type!.startsWith('__torch__.torch.nn.modules.'));
  const container = modules.filter(([, , type]) => /\.container\./.test(type!));
  const [, name, , inputs] = own[0] ?? container[0] ?? modules[0] ?? [];
  if (name === undefined) return undefined;
  const columns = [...(inputs ?? '').matchAll(/(\w+): ([\w.[\], ]+?)(?=,\s*\w+:|$)/g)].map(
    ([, input, type]) => ({ name: input!, type: columnType(type!.trim()) }),
  );
  return { name, columns };
}

function columnType(type: string): SourceColumn['type'] {
  const types: Record<string, SourceColumn['type']> = {
    int: 'integer',
    float: 'number',
    str: 'text',
    bool: 'boolean',
  };
  return types[type] ?? null;
}

function controlFlow(code: string): Problem[] {
  const found = [/^\s+if /m.test(code) ? 'branches (if)' : '', /^\s+(for|while) /m.test(code) ? 'loops' : ''];
  const kinds = found.filter((kind) => kind !== '');
  if (kinds.length === 0) return [];
  return [
    {
      code: 'model-control-flow',
      message: `Its code has control flow, ${kinds.join(' and ')}: a converter may keep only the way that the example takes`,
      hint: 'compare the converted model with this one on inputs that take each way',
    },
  ];
}

function unknown(names: string[]): Problem {
  return {
    code: 'calls-unknown',
    message: `Its code calls what is not part of PyTorch, or touches files: ${few(names)}`,
    hint: 'export it from Python, where those are known: torch.onnx.export',
  };
}
