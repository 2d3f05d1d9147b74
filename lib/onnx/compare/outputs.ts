import type { CardOutput } from '../card/card.ts';
import { differs, type Cards } from './batch.ts';
import { quoted, quotedList, type SignatureChange } from './change.ts';
import { jsonForm } from './json-forms.ts';
import { isRenamed, pairsOf, type Pair } from './pairs.ts';
import { compareShapes, formatShape, formatTensor } from './shapes.ts';

/**
 * What is different in what clients get. One output more harms nobody who reads answers by names; one that is gone, or
 * that has another type, form or size, does.
 */
export function compareOutputs(cards: Cards): SignatureChange[] {
  const { paired, added, removed } = pairsOf(cards.before.outputs, cards.after.outputs);
  return [
    ...removed.map((output) => goneOutput(output, cards)),
    ...paired.flatMap((pair) => compareOutput(pair, cards)),
    ...added.map((output): SignatureChange => ({
      kind: 'output-added',
      breaking: false,
      text: `output ${quoted(output.name)} (${formatTensor(output)}) is new`,
    })),
    ...orderOf(paired, cards),
  ];
}

function goneOutput({ name }: CardOutput, { after }: Cards): SignatureChange {
  const omitted = after.omitted.find((output) => output.name === name);
  const why =
    omitted === undefined ? '' : ` (the new model gives it as ${omitted.type}, and ${omitted.reason})`;
  const text = `output ${quoted(name)} is gone${why}: answers lack it, and a request that selects it is refused`;
  return { kind: 'output-removed', breaking: true, text };
}

function compareOutput(pair: Pair<CardOutput>, cards: Cards): SignatureChange[] {
  const { before, after } = pair;
  const output = `output ${quoted(after.name)}`;
  const changes: SignatureChange[] = [];
  if (isRenamed(pair)) {
    const text = `output ${quoted(before.name)} is called ${quoted(after.name)} now: answers lack the old name, and a request that selects it is refused`;
    changes.push({ kind: 'output-renamed', breaking: true, text });
  }
  if (before.datatype !== after.datatype) {
    const [was, is] = [jsonForm(before.datatype), jsonForm(after.datatype)];
    const form = was === is ? `${is} as before` : `${is} instead of ${was}`;
    const text = `${output} is ${after.datatype} instead of ${before.datatype}: in JSON ${form}, in /v2 another datatype and other bytes`;
    changes.push({ kind: 'output-datatype', breaking: true, text });
  }
  return [
    ...changes,
    ...compareForm(pair),
    ...compareRows(pair),
    ...compareClasses(pair),
    ...compareSizes(pair, cards),
  ];
}

/** /predict gives a ZipMap as a map for each row, any other tensor as lists; /v2 gives both as tensors. */
function compareForm({ before, after }: Pair<CardOutput>): SignatureChange[] {
  if (before.zipmap === after.zipmap) return [];
  const forms = after.zipmap
    ? ['a map {class: number}', 'a list of numbers']
    : ['a list of numbers', 'a map {class: number}'];
  const text = `output ${quoted(after.name)} is ${forms[0]} for each row, not ${forms[1]}, in answers of /predict`;
  return [{ kind: 'output-zipmap', breaking: true, text }];
}

/** What the new model does not make from the rows is left out of them. */
function compareRows({ before, after }: Pair<CardOutput>): SignatureChange[] {
  if (before.byRow === after.byRow) return [];
  const isGone = after.byRow === false;
  const text = isGone
    ? `output ${quoted(after.name)} has no value for each row any more: answers to rows lack it`
    : `output ${quoted(after.name)} has a value for each row now`;
  return [{ kind: 'output-rows', breaking: isGone, text }];
}

/**
 * A class that is gone or new changes the keys of /predict's map and the number of columns in /v2. Another order changes
 * nothing in a map, but in /v2 a class is known by its place alone.
 */
function compareClasses({ before, after }: Pair<CardOutput>): SignatureChange[] {
  if (before.classes === undefined || after.classes === undefined) return [];
  const [was, is] = [before.classes, after.classes];
  const gone = was.filter((name) => !is.includes(name));
  const fresh = is.filter((name) => !was.includes(name));
  const output = `output ${quoted(after.name)}`;
  const change = (text: string): SignatureChange => ({ kind: 'output-classes', breaking: true, text });
  if (gone.length + fresh.length > 0) {
    const parts = [
      ...(gone.length > 0 ? [`lacks the classes ${quotedList(gone)}`] : []),
      ...(fresh.length > 0 ? [`has the new classes ${quotedList(fresh)}`] : []),
    ];
    return [change(`${output} ${parts.join(' and ')}`)];
  }
  if (was.every((name, place) => name === is[place])) return [];
  return [
    change(
      `${output} has its classes in another order, ${quotedList(is)}: /v2 tells them apart by their places`,
    ),
  ];
}

function compareSizes({ before, after }: Pair<CardOutput>, cards: Cards): SignatureChange[] {
  const shape = compareShapes(before.shape, after.shape);
  const isByClasses = before.classes && after.classes && before.classes.length !== after.classes.length;
  if (shape === 'same' || isByClasses) return [];
  const breaking = changesRank(before, after)
    ? shape !== 'narrower'
    : before.shape!.some((_, axis) => differs(cards, [before.shape!, after.shape!], axis));
  const effect = breaking
    ? 'answers have another form or size'
    : 'who sends what was sent so far gets what was given so far';
  const text = `output ${quoted(after.name)} has the shape ${formatShape(after.shape)} instead of ${formatShape(before.shape)}: ${effect}`;
  return [{ kind: 'output-shape', breaking, text }];
}

function changesRank({ shape: was }: CardOutput, { shape: is }: CardOutput): boolean {
  return was === null || is === null || was.length !== is.length;
}

/** A /v2 answer lists its outputs in the model's order; the protocol gives them names to be read by. */
function orderOf(paired: Pair<CardOutput>[], { before }: Cards): SignatureChange[] {
  const places = paired.map((pair) => before.outputs.indexOf(pair.before));
  if (places.every((place, i) => i === 0 || place > places[i - 1]!)) return [];
  const text = 'the outputs are in another order in answers of /v2: read them by their names';
  return [{ kind: 'output-order', breaking: false, text }];
}
