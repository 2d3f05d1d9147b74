import { MAX_IR_VERSION, MAX_MODEL_BYTES, MAX_OPSETS, RUNTIME } from './limits.ts';
import type { Model } from '../model/model.ts';
import type { Problem } from './problem.ts';

/** Whether the runtime reads a file of this size, IR version and opsets; codes of the latter begin with `opset-`. */
export function* judgeVersions({ bytes, irVersion, opsets, functions }: Model): Generator<Problem> {
  const exportAgain = 'export the model again';
  if (bytes > MAX_MODEL_BYTES) {
    yield {
      code: 'model-too-large',
      message: `The file has ${bytes} bytes; a protobuf message has 2 GiB at most.`,
      hint: 'keep the weights in a file of their own: onnx.save(model, FILE, save_as_external_data=True)',
    };
  }
  if (irVersion === null) {
    yield {
      code: 'ir-version-missing',
      message: 'The model does not state its IR version.',
      hint: exportAgain,
    };
  } else if (irVersion > MAX_IR_VERSION) {
    yield {
      code: 'ir-version-too-new',
      message: `The model has IR version ${irVersion}; ${RUNTIME} reads up to ${MAX_IR_VERSION}.`,
      hint: `set model.ir_version = 10 before onnx.save, or export with an older onnx`,
    };
  }
  if (Object.keys(opsets).length === 0) {
    yield {
      code: 'opset-missing',
      message: 'The model imports no opset.',
      hint: `${exportAgain}; the file may be cut off`,
    };
  }
  yield* judgeOpsets(Object.entries(opsets));
  for (const own of functions) {
    yield* judgeOpsets([...own.opsets].map(([domain, version]) => [domain || 'ai.onnx', version]));
  }
}

function* judgeOpsets(opsets: [domain: string, version: number][]): Generator<Problem> {
  for (const [domain, version] of opsets) {
    const newest = Object.hasOwn(MAX_OPSETS, domain) ? MAX_OPSETS[domain]! : Infinity;
    if (version <= newest) continue;
    yield {
      code: 'opset-too-new',
      message: `The model needs opset ${version} of ${domain}; ${RUNTIME} has up to ${newest}.`,
      hint: `export it with opset ${newest} of ${domain} or older, or convert it: onnx.version_converter`,
    };
  }
}
