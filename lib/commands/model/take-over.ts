import { UserError } from '../../errors.ts';
import type { Flags } from '../../interview/answers.ts';
import { nameColumns } from '../../model/columns.ts';
import { takeExample } from '../../model/example/take.ts';
import type { Io } from '../../io/io.ts';
import type { Card } from '../../onnx/card/card.ts';
import { compareCards, type SignatureChange } from '../../onnx/compare/compare.ts';
import { inheritColumns, inheritExample } from '../../model/inherit.ts';
import { STEP_LAYERS } from '../../interview/layer-names.ts';
import type { ChosenModel } from '../../model/model.ts';
import { isOfStep } from '../../model/step/example.ts';
import { settleStep } from '../../model/step/settle.ts';
import { withCard } from '../../model/with-card.ts';
import type { Project } from '../../project/project.ts';

/** Where flags and the new model come from. */
export interface Source {
  flags: Flags;
  /** Absolute path that paths in the flags start from. */
  cwd: string;
  /** Absolute path of the new model's file. */
  file: string;
}

/**
 * Gives a new model what its file does not say: names of columns, how a picture or a text becomes its input, and an
 * example, by flag, or from the previous model where they still fit.
 * @returns the model as the project takes it over, and what that changes for clients
 * @throws UserError  for columns or an example by flag that do not fit
 */
export async function takeOver(
  project: Project,
  found: ChosenModel,
  { flags, cwd, file }: Source,
  io: Io,
): Promise<{ chosen: ChosenModel; signatureChanges: SignatureChange[] }> {
  const { card: before } = project;
  const card = await withNames(before, found.card, { flags, cwd }, io);
  const { model } = await settleStep(withCard(found, card), { flags, cwd, before: project }, io);
  refuseOtherStep(project, model);
  const given = model.preprocess && isOfStep(flags.example) ? undefined : flags.example;
  const chosen = await takeExample(model, { given, cwd, file }, io);
  const signatureChanges = compareCards(before, chosen.card);
  const inherited = inheritExample(before, chosen.card, signatureChanges);
  if (inherited !== chosen.card) io.say(`the example stays that of ${before.exampleOrigin}`);
  chosen.card = inherited;
  return { chosen, signatureChanges };
}

/** What takes pictures is another project than what takes a table: other files, other packages. */
function refuseOtherStep({ preprocess: before, answers }: Project, { preprocess }: ChosenModel): void {
  const [had, gets] = [before, preprocess].map((file) => STEP_LAYERS.find((layer) => layer === file?.step));
  if (had === gets) return;
  const takes: Record<string, string> = { image: 'pictures', text: 'texts' };
  const what = (step = ''): string => takes[step] ?? 'neither pictures nor texts';
  throw new UserError({
    code: 'other-step',
    what: `The new model takes ${what(gets)}, and that of ${answers.name} ${what(had)}: the project needs other files, too`,
    next: 'give it to the main command, which also changes those: ml-docker . --model FILE',
  });
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
