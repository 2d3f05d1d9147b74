import type { ZipArchive } from '../bytes/zip.ts';
import { selectJson } from '../json/select-json.ts';
import { type Json, member, numberOf, type Selection, textOf } from '../json/selection.ts';
import { few, judged, refused, source } from '../reading.ts';
import type { Reading, SourceColumn } from '../source.ts';

const PROGRAM = /(^|\/)(models\/[^/]+\.json|serialized_exported_program\.json)$/;
const PROGRAM_AT_MOST = 64 * 2 ** 20;
const OPERATOR =
  /^torch\.ops\.(aten|prim|prims|higher_order|quantized|quantized_decomposed|torchvision)\.|^_operator\.|^math\.|^torch\.(sym_\w+|_sym_\w+)$/;

// What of torch/_export/serde/schema.py is read.
const WANTED: Selection = {
  graph_module: {
    graph: { nodes: { '*': { target: true } }, tensor_values: { '*': { dtype: true } } },
    signature: { input_specs: true },
  },
  torch_version: true,
  schema_version: true,
};

/** An archive that torch.export.save wrote (.pt2). Throws FormatError. */
export function readTorchExport(archive: ZipArchive): Reading {
  const member_ = archive.find(PROGRAM);
  const program = member_ === undefined ? null : selectJson(archive.open(member_, PROGRAM_AT_MOST), WANTED);
  const graph = member(program, 'graph_module', 'graph');
  const calls = targets(graph);
  const unknownCalls = calls.filter((name) => !OPERATOR.test(name));
  const said = source('torch-export', {
    framework: 'pytorch',
    // `+cu132` says for which device it was built, not what it is.
    frameworkVersion: textOf(member(program, 'torch_version'))?.replace(/\+.*$/, '') ?? null,
    model: 'ExportedProgram',
    columns: columnsOf(program, graph),
    calls,
    unknownCalls,
  });
  if (unknownCalls.length === 0) return judged(said);
  return refused(said, {
    code: 'calls-unknown',
    message: `Its program calls operators that are not PyTorch's own: ${few(unknownCalls)}`,
    hint: 'export it from Python, where those are known: torch.onnx.export',
  });
}

function targets(graph: Json | undefined): string[] {
  const nodes = member(graph, 'nodes');
  const names = Array.isArray(nodes) ? nodes.map((node) => textOf(member(node, 'target'))) : [];
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

function columnsOf(program: Json, graph: Json | undefined): SourceColumn[] {
  const specs = member(program, 'graph_module', 'signature', 'input_specs');
  const names = (Array.isArray(specs) ? specs : []).map((spec) =>
    textOf(member(spec, 'user_input', 'arg', 'as_tensor', 'name')),
  );
  return names
    .filter((name) => name !== undefined)
    .map((name) => ({ name, type: columnType(member(graph, 'tensor_values', name, 'dtype')) }));
}

/** ScalarType of the schema: 1 to 5 are integers, 6 to 8 and 13 floats, 12 is bool. */
function columnType(type: Json | undefined): SourceColumn['type'] {
  const number = numberOf(type);
  if (number >= 1 && number <= 5) return 'integer';
  if ([6, 7, 8, 13].includes(number)) return 'number';
  return number === 12 ? 'boolean' : null;
}
