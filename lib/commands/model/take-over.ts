import type { Flags } from '../../interview/answers.ts';
import { nameColumns } from '../../model/columns.ts';
import { takeExample } from '../../model/example/take.ts';
import type { Io } from '../../io/io.ts';
import type { Card } from '../../onnx/card/card.ts';
import { compareCards, type SignatureChange } from '../../onnx/compare/compare.ts';
import { inheritColumns, inheritExample } from '../../model/inherit.ts';
import type { ChosenModel } from '../../model/model.ts';
import { withCard } from '../../model/with-card.ts';

/** Where flags and the new model come from. */
export interface Source {
  flags: Flags;
  /** Absolute path that paths in the flags start from. */
  cwd: string;
  /** Absolute path of the new model's file. */
  file: string;
}

/**
 * Gives a new model what its file does not say: names of columns and an example, by flag, or from the previous card
 * where they still fit.
 * @returns the model as the project takes it over, and what that changes for clients
 * @throws UserError  for columns or an example by flag that do not fit
 */
export async function takeOver(
  before: Card,
  found: ChosenModel,
  { flags, cwd, file }: Source,
  io: Io,
): Promise<{ chosen: ChosenModel; signatureChanges: SignatureChange[] }> {
  const card = await withNames(before, found.card, { flags, cwd }, io);
  const chosen = await takeExample(withCard(found, card), { given: flags.example, cwd, file }, io);
  const signatureChanges = compareCards(before, chosen.card);
  const inherited = inheritExample(before, chosen.card, signatureChanges);
  if (inherited !== chosen.card) io.say(`the example stays that of ${before.exampleOrigin}`);
  chosen.card = inherited;
  return { chosen, signatureChanges };
}

/** By flag, else those of before, else asked for where rows would be lost. */
async function withNames(
  before: Card,
  after: Card,
  { flags, cwd }: Pick<Source, 'flags' | 'cwd'>,
  io: Io,
): Promise<Card> {
  const card = flags.columns === undefined ? inheritColumns(before, after) : after;
  if (card !== after)
    io.say(`the columns keep their names: ${card.columns!.map(({ name }) => name).join(', ')}`);
  const interactive = io.interactive && before.columns !== undefined;
  return (await nameColumns(card, { given: flags.columns, cwd }, { ...io, interactive })).card;
}
