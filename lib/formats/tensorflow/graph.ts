import { type Field, ProtobufError, type ProtobufFile } from '../../onnx/wire/protobuf.ts';

// tensorflow/core/framework/{graph,function,node_def}.proto: fields by their numbers.
const GRAPH = { node: 1, library: 2 };
const LIBRARY = { function: 1 };
const FUNCTION = { node: 3 };
const NODE = { operator: 2 };
const MAX_NODES = 500_000;

// Operators that touch files, run Python or load code. Saving and restoring weights is in every SavedModel.
const UNSAFE =
  /^(Eager)?PyFunc(Stateless)?$|^(Read|Write)File$|^(WholeFile|TextLine|FixedLengthRecord|TFRecord|LMDB)(Reader|Dataset)|^MatchingFiles(Dataset)?$|^(Save|Load|Snapshot)Dataset|^(PrintV2|LoadLibrary|ImmutableConst|RemoteCall|DebugIdentity|DumpTensor|WriteGraphSummary|CreateSummaryFileWriter|ExperimentalSqlDataset|SqlDataset|SnapshotNestedDatasetReader|FileSystemSetConfiguration|XlaLaunch|TPUExecute|TRTEngineOp)/;

/** Gathers the operators of a graph and of its functions; those that do more than count, too. */
export function readGraph(
  file: ProtobufFile,
  graph: Field,
  found: { operators: Set<string>; unsafe: Set<string> },
): void {
  let nodes = 0;
  const node = (field: Field): void => {
    if (++nodes > MAX_NODES) throw new ProtobufError('too-complex', field.tag, 'a graph of too many nodes');
    for (const part of file.fields(field)) {
      if (part.number !== NODE.operator) continue;
      const operator = file.name(part);
      found.operators.add(operator);
      if (UNSAFE.test(operator)) found.unsafe.add(operator);
    }
  };
  for (const part of file.fields(graph)) {
    if (part.number === GRAPH.node) node(part);
    if (part.number !== GRAPH.library) continue;
    for (const fun of file.fields(part)) {
      if (fun.number !== LIBRARY.function) continue;
      for (const inner of file.fields(fun)) if (inner.number === FUNCTION.node) node(inner);
    }
  }
}
