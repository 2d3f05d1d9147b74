import type { Card } from '../../card.ts';
import { exampleRows, form, tableColumns, type TableColumn } from '../openapi/columns.ts';
import { shownExample } from '../openapi/predict.ts';
import type { Service } from '../service.ts';
import { takesTables } from '../tables/layout.ts';
import { datatype } from '../tensors/datatypes.ts';
import { stringifyJson } from '../tensors/json.ts';
import { valuesAt } from '../tensors/values.ts';
import type { PageColumn, PageModel } from './page-model.ts';
import { pageStep } from './page-step.ts';

/** What the page is made from. The example is one that the model answers, as soon as that is known. */
export function pageModel(service: Service): PageModel {
  const { card, config } = service;
  const example = shownExample(service);
  const columns = columnsOf({ ...card, example: example ?? {} });
  const step = pageStep();
  const classes = card.outputs.flatMap(({ name, classes }) => (classes ? [[name, classes] as const] : []));
  return {
    name: config.name,
    ...(card.description !== undefined && { description: card.description }),
    ...(card.proof && { proof: card.proof.summary }),
    needsKey: config.apiKey !== undefined,
    takesTables: takesTables(card),
    ...(columns && { columns }),
    takes: card.columns ? 'rows' : 'inputs',
    ...(example && !step && { example: stringifyJson(example) }),
    ...(step && { step }),
    classes: Object.fromEntries(classes),
  };
}

/** The fields of the form: the columns of a table, or the one text that a model takes; other tensors have none. */
function columnsOf(card: Card): PageColumn[] | undefined {
  const [row = {}] = exampleRows(card);
  if (card.columns) return tableColumns(card).map((column) => field(column, row[column.name]));
  const [input, ...others] = card.inputs;
  if (!input || others.length > 0 || input.shape?.length !== 1) return undefined;
  if (datatype(input.datatype).kind !== 'text') return undefined;
  const given = card.example?.inputs as Record<string, unknown> | unknown[] | undefined;
  const texts = Array.isArray(given) ? given : given?.[input.name];
  if (!Array.isArray(texts) || texts.length !== 1) return undefined;
  return [field({ name: input.name, unit: undefined, input, values: valuesAt(input, 0) }, texts[0])];
}

function field({ name, unit, input, values }: TableColumn, example: unknown): PageColumn {
  const { kind } = datatype(input.datatype);
  const { known, closed = false, missing } = values ?? {};
  return {
    name,
    ...(unit !== undefined && { unit }),
    kind: kind === 'float' ? 'number' : kind === 'integer' ? 'whole' : kind,
    form: form(input.datatype),
    ...(known && { known: known.map(String) }),
    closed,
    mayBeEmpty: missing !== undefined,
    example: textOf(example),
  };
}

/** A value as one types it. */
function textOf(value: unknown): string {
  const isShown = ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
  return isShown ? String(value) : '';
}
