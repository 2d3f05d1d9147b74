import { calls } from './calls.ts';
import { KERNEL_TABLE } from './kernel-table.ts';
import { RUNTIME } from './limits.ts';
import type { Model } from '../model/model.ts';
import { listed, type Problem } from './problem.ts';

type Verdict = 'runs' | 'unknown' | 'too-old' | 'no-kernel';

/**
 * Whether the runtime can run a version of an operator, by name alone: it may still lack the datatype or an attribute.
 * @param domain  '' is ai.onnx; of a domain that is not in the table, everything runs
 * @param opset  the version of the domain that the model imports
 */
export function verdictOn(domain: string, operator: string, opset: number): Verdict {
  const operators = Object.hasOwn(KERNEL_TABLE, domain) ? KERNEL_TABLE[domain]! : undefined;
  if (operators === undefined) return 'runs';
  const versions = Object.hasOwn(operators, operator) ? operators[operator]! : undefined;
  if (versions === undefined) return 'unknown';
  const version = versions.findLast((candidate) => Math.abs(candidate) <= opset);
  if (version === undefined) return 'too-old';
  return version > 0 ? 'runs' : 'no-kernel';
}

/** The operators of the known domains that the model calls and the runtime does not have, or not in that version. */
export function judgeKernels(model: Model): Problem[] {
  const found = { unknown: new Set<string>(), 'too-old': new Set<string>(), 'no-kernel': new Set<string>() };
  const batchwise = new Set<string>();
  const compiled = new Set<string>();
  for (const { node, opset, callee } of calls(model)) {
    if (callee) continue;
    if (node.operator === 'EPContext' && node.domain === 'com.microsoft')
      compiled.add(node.name || node.operator);
    if (node.isBatchwise) batchwise.add(node.operator);
    const verdict = verdictOn(node.domain, node.operator, opset);
    if (verdict !== 'runs') found[verdict].add(`${node.operator} (${node.domain || 'ai.onnx'} ${opset})`);
  }
  return [
    problem(
      'operator-unknown',
      'has no such operators',
      'export the model with standard operators',
      found.unknown,
    ),
    problem(
      'operator-not-yet',
      'finds no such operators in that opset',
      'export with a newer opset',
      found['too-old'],
    ),
    problem(
      'operator-without-kernel',
      'cannot run these operators in the version that this opset means',
      'export the model with another opset (17 or newer), or convert it: onnx.version_converter',
      found['no-kernel'],
    ),
    problem(
      'operator-layout',
      'cannot run these operators with layout = 1',
      'export the model with the sequence in front of the batch (layout = 0), and a Transpose before and behind',
      batchwise,
    ),
    problem(
      'operator-compiled',
      'has none of the execution providers that parts of this model were compiled for (EPContext)',
      'give the model as it was before it was compiled for a device: its ONNX file without EPContext nodes',
      compiled,
    ),
  ].filter((one) => one !== undefined);
}

function problem(code: string, what: string, hint: string, operators: Set<string>): Problem | undefined {
  if (operators.size === 0) return undefined;
  return { code, message: `${RUNTIME} ${what}: ${listed(operators)}.`, hint };
}
