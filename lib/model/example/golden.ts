import type { Card, Golden } from '../../onnx/card/card.ts';
import { datatypeOf } from '../../onnx/model/datatypes.ts';
import { answered } from './fits.ts';
import type { GivenExample } from './given.ts';

/** As wide as the ONNX backend tests compare. */
const TOLERANCE = { absolute: 1e-5, relative: 1e-3 };

/** test/golden.json of an example whose right answer is known; undefined where it is not. */
export function goldenOf({ origin, request, answer }: GivenExample, card: Card): Golden | undefined {
  if (answer === undefined) return undefined;
  const names = answered(answer);
  const isWhole = card.outputs.every(({ name }) => names.includes(name));
  const rounded = card.outputs.filter(({ name, datatype }) => names.includes(name) && isRounded(datatype));
  const isLoose = card.quantised === true && rounded.length > 0;
  const { file, sha256 } = card.source;
  return {
    source: origin,
    model: { file, sha256 },
    tolerance: TOLERANCE,
    ...(isLoose && { compare: Object.fromEntries(rounded.map(({ name }) => [name, 'argmax' as const])) }),
    cases: [{ request: isWhole ? request : { ...request, outputs: names }, answer }],
  };
}

/** Integers of 64 bits are labels and indices, and never rounded. */
function isRounded(datatype: string): boolean {
  const { kind, bits } = datatypeOf(datatype);
  return kind === 'float' || (kind === 'integer' && bits < 64);
}
