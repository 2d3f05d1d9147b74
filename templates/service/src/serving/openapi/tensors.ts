import type { CardOutput, CardTensor } from '../../card.ts';
import { isFree } from '../../card.ts';
import { formatShape } from '../tensors/shape.ts';
import { form } from './columns.ts';
import { code, shortened } from './markdown.ts';

const MOST_CLASSES = 20;
const MOST_DIMENSIONS = 5;

/** `number (FP32), shape [N, 4]`, in CommonMark; a single value has no shape to speak of. */
export function describeTensor({ datatype, shape }: CardTensor): string {
  const sort = `${form(datatype)} (${datatype})`;
  if (shape === null) return `${sort}, any shape`;
  if (shape.length === 0) return sort;
  return `${sort}, shape ${code(formatShape(shape))}`;
}

/**
 * An output in CommonMark, with the labels of its classes.
 * @param inRow one row's share of it.
 */
export function describeOutput(output: CardOutput, inRow: boolean): string {
  const { datatype, classes, zipmap } = output;
  if (classes && zipmap) return `${form(datatype)} (${datatype}) for each class: ${listed(classes)}`;
  const shown = describeTensor(inRow ? shareOfRow(output) : output);
  return classes ? `${shown}; its classes, in order: ${listed(classes)}` : shown;
}

/** What of an output belongs to one row: no rows any more, and of a single column only its value. */
export function shareOfRow(output: CardTensor): CardTensor {
  const { shape } = output;
  if (shape === null || shape.length === 0) return output;
  const isColumn = shape.length === 2 && shape[1] === 1;
  return { ...output, shape: isColumn ? [] : shape.slice(1) };
}

function listed(classes: string[]): string {
  return shortened(classes.map(code), MOST_CLASSES).join(', ');
}

/** What the free dimensions are, where these tensors have any. */
export function explainFree(tensors: readonly CardTensor[]): string | undefined {
  const dimensions = tensors.flatMap(({ shape }) => shape ?? []).filter(isFree);
  if (dimensions.length === 0) return undefined;
  const names = new Set(dimensions.map((dimension) => (dimension === -1 ? '?' : String(dimension))));
  const free = shortened([...names].map(code), MOST_DIMENSIONS);
  return `In a shape, ${free.join(' and ')} may have any size.`;
}
