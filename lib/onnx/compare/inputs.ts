import type { CardTensor } from '../card/card.ts';
import { quoted, quotedList, type SignatureChange } from './change.ts';
import { jsonForm, takesSameJson } from './json-forms.ts';
import { isRenamed, type Pair, type Pairs } from './pairs.ts';
import { compareShapes, formatShape, formatTensor, isFree, nameOf } from './shapes.ts';

/**
 * What is different in what clients have to send. Every request needs every input and no other, so one that is new or
 * gone breaks them. The order of the inputs is not a change: both APIs know them by their names.
 */
export function compareInputs({ paired, added, removed }: Pairs<CardTensor>): SignatureChange[] {
  return [
    ...removed.map(({ name }): SignatureChange => ({
      kind: 'input-removed',
      breaking: true,
      text: `input ${quoted(name)} is gone: a request that sends it is refused`,
    })),
    ...added.map((tensor): SignatureChange => ({
      kind: 'input-added',
      breaking: true,
      text: `input ${quoted(tensor.name)} (${formatTensor(tensor)}) is new: a request without it is refused`,
    })),
    ...paired.flatMap(compareInput),
    ...tied(paired),
    ...(paired.length === 1 && added.length + removed.length === 0 ? rawRequest(paired[0]!) : []),
  ];
}

const EFFECTS = {
  wider: 'what was sent so far still fits',
  narrower: 'what has another size is refused',
  other: 'what was sent so far is refused',
};

function compareInput(pair: Pair<CardTensor>): SignatureChange[] {
  const { before, after } = pair;
  const input = `input ${quoted(after.name)}`;
  const changes: SignatureChange[] = [];
  if (isRenamed(pair)) {
    const text = `input ${quoted(before.name)} is called ${quoted(after.name)} now: a request that sends ${quoted(before.name)} is refused`;
    changes.push({ kind: 'input-renamed', breaking: true, text });
  }
  if (before.datatype !== after.datatype) {
    const text = `${input} takes ${after.datatype} instead of ${before.datatype}: ${newForm(before.datatype, after.datatype)}`;
    changes.push({ kind: 'input-datatype', breaking: true, text });
  }
  const shape = compareShapes(before.shape, after.shape);
  if (shape !== 'same') {
    const breaking = shape !== 'wider';
    const text = `${input} has the shape ${formatShape(after.shape)} instead of ${formatShape(before.shape)}: ${EFFECTS[shape]}`;
    changes.push({ kind: 'input-shape', breaking, text });
  }
  return changes;
}

/** A request to /v2 states the datatype, and another one is refused; /predict looks at the JSON values alone. */
function newForm(before: string, after: string): string {
  const refused = `/v2 refuses ${before}`;
  if (takesSameJson(before, after)) return `${refused}; the JSON for /predict stays the same`;
  const [was, is] = [jsonForm(before), jsonForm(after)];
  if (was !== is) return `${refused}, and /predict takes ${is}, not ${was}`;
  return `${refused}, and /predict takes fewer ${is}`;
}

/**
 * Free dimensions of one name must have one size, or the request is refused. Where the previous model knew two of them
 * by different names or sizes, they could differ so far. One without a name is no sign that it could.
 */
function tied(paired: Pair<CardTensor>[]): SignatureChange[] {
  const places = new Map<string, { inputs: Set<string>; before: Set<string | number> }>();
  for (const { before, after } of paired) {
    after.shape?.forEach((dimension, axis) => {
      const name = nameOf(dimension);
      if (name === undefined) return;
      const place = places.get(name) ?? { inputs: new Set(), before: new Set() };
      places.set(name, place);
      place.inputs.add(after.name);
      const was = before.shape?.[axis];
      if (was === undefined) return;
      const known = isFree(was) ? nameOf(was) : was;
      if (known !== undefined) place.before.add(known);
    });
  }
  return [...places].flatMap(([name, { inputs, before }]) =>
    before.size < 2
      ? []
      : {
          kind: 'inputs-tied',
          breaking: true,
          text: `the dimensions ${quoted(name)} of ${quotedList([...inputs])} must have one size now: a request with several is refused`,
        },
  );
}

/**
 * A /v2 body of bytes alone states no shape; the service finds it from the one dimension that is free, behind a batch of
 * 1 if need be. More free dimensions are read otherwise. It depends on the model's own shape like no other request, and
 * few send it: that is told, and breaks nothing by itself.
 */
function rawRequest({ before, after }: Pair<CardTensor>): SignatureChange[] {
  if (compareShapes(before.shape, after.shape) !== 'wider') return [];
  const free = (after.shape ?? []).filter(isFree).length;
  const isBatchOfOne = free === 2 && isFree(after.shape![0]!) && before.shape?.[0] === 1;
  const isSame = after.shape === null ? before.shape?.length === 1 : free < 2 || isBatchOfOne;
  if (isSame) return [];
  const text =
    'a /v2 request of raw bytes alone (Inference-Header-Content-Length: 0) states no shape, and is refused or read otherwise now';
  return [{ kind: 'raw-request', breaking: false, text }];
}
