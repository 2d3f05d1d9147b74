import type { Column, Card, Golden } from '../onnx/card/card.ts';
import type { ChosenModel } from './model.ts';

/** A model under a card that may name its columns otherwise: the rows of its golden answers have the new names, too. */
export function withCard(model: ChosenModel, card: Card): ChosenModel {
  const { golden } = model;
  const before = model.card.columns;
  const { columns } = card;
  if (golden === undefined || before === undefined || columns?.length !== before.length)
    return { ...model, card };
  const names = new Map(before.map(({ name }, i) => [name, columns[i]!.name]));
  if (before.every(({ name }) => names.get(name) === name)) return { ...model, card };
  return { ...model, card, golden: { ...golden, cases: golden.cases.map((one) => renamed(one, names)) } };
}

function renamed({ request, answer }: Golden['cases'][number], names: Map<Column['name'], string>) {
  if (!Array.isArray(request.rows)) return { request, answer };
  const rows = (request.rows as Record<string, unknown>[]).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [names.get(name) ?? name, value])),
  );
  return { request: { ...request, rows }, answer };
}
