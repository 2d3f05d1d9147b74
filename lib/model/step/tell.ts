import type { Io } from '../../io/io.ts';
import { lineWidth, wrap } from '../../io/wrap.ts';
import type { FoundStep } from '../../preprocess/find.ts';
import type { ChosenModel } from '../model.ts';

/** What was found and where, and whether it is a guess. */
export function tell({ told, settings }: FoundStep, io: Io): void {
  for (const line of told) sayWrapped(line, io);
  if (settings.guessed) sayWrapped(GUESSED[settings.step], io);
}

const GUESSED = {
  image:
    'notice: nothing says how its pictures were prepared, so this is a guess. Where answers are wrong, say it: --preprocess imagenet, unit, signed, raw, or a FILE',
  text: 'notice: nothing says what its outputs mean, so this is a guess. Where answers are wrong, say it in model/preprocess.json, or give --labels FILE',
};

/** What a text model that lacks its tokenizer needs. */
export function advise({ adviceOnStep }: ChosenModel, io: Io): void {
  const [what, ...how] = adviceOnStep?.() ?? [];
  if (what === undefined) return;
  sayWrapped(`notice: ${what}`, io);
  for (const line of how) io.say(`  ${line}`);
}

function sayWrapped(text: string, io: Io): void {
  for (const part of wrap(text.split(' '), lineWidth(), '', '  ')) io.say(part);
}
