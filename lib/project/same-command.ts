import { DEFAULT_LAYERS } from '../defaults.ts';
import path from 'node:path';
import { shellWord as word } from '../io/shell.ts';
import type { Answers, Flags } from '../interview/answers.ts';
import { isLocal } from '../layers/source.ts';
import type { Card } from '../onnx/card/card.ts';
import { isSample } from '../model/samples.ts';
import { runFlags } from '../interview/flags.ts';
import { interviewQuestions, type Question } from '../interview/questions.ts';

function flagWords({ name, flag, repeatable, default: fallback }: Question, value: unknown): string[] {
  if (value === undefined) return [];
  // A switch that is off needs no word, unless it is on by default.
  if (value === false) return fallback?.(NOTHING) === true ? [`--${flag}=false`] : [];
  if (value === true) return [`--${flag}`];
  const given = value as string | number | string[];
  if (!Array.isArray(given)) return [`--${flag}`, word(String(given))];
  if (name === 'with' && JSON.stringify(given) === JSON.stringify(DEFAULT_LAYERS)) return [];
  if (repeatable === true && given.length > 0) return given.flatMap((item) => [`--${flag}`, word(item)]);
  return [`--${flag}`, given.length === 0 ? 'none' : given.join(',')];
}

const NOTHING = { cwd: '.', directory: undefined, answers: {} };

/** The command that makes this project again, from what it keeps: no path, the same from both doors. */
export function projectCommand(
  answers: Answers,
  {
    exampleOrigin,
    source,
    proof,
  }: Pick<Card, 'exampleOrigin' | 'proof'> & { source: { entry?: string; shapes?: string } },
  questions: Question[] = [],
): string {
  const { name, model, templates } = answers;
  // Typed beside the project's folder, and not in it.
  const fromBeside = templates?.map((source) =>
    isLocal(source) ? path.posix.normalize(path.posix.join(name, source)) : source,
  );
  const given = { ...answers, model: path.basename(model), ...(fromBeside && { templates: fromBeside }) };
  // That of a converted model comes with it.
  const isOfModel = isSample(exampleOrigin) || exampleOrigin === path.basename(model);
  const isGiven = exampleOrigin !== 'signature' && !isOfModel;
  const flags = {
    ...(isGiven && { example: exampleOrigin }),
    ...(source.entry !== undefined && { entry: source.entry }),
    ...(source.shapes !== undefined && { shapes: source.shapes }),
    ...(proof?.accepted && { acceptDifferences: true }),
  };
  return exactCommand(name, given, flags, questions);
}

/**
 * The run that is just over as one command line, to be typed in the same folder.
 * @param questions  those of the layers, whose answers are among the others
 */
export function exactCommand(
  directory: string,
  answers: Answers,
  { isModelKept = false, ...flags }: Flags & { isModelKept?: boolean },
  questions: Question[] = [],
): string {
  const values: Record<string, unknown> = { ...flags, ...answers };
  if (directory === answers.name) delete values.name;
  if (isModelKept) delete values.model;
  // Where nothing is asked, it does not matter how.
  delete values.plain;
  const words = [...interviewQuestions, ...questions, ...runFlags].flatMap((question) =>
    flagWords(question, values[question.name]),
  );
  return ['ml-docker', word(directory), ...words, ...(flags.yes === true ? [] : ['--yes'])].join(' ');
}
