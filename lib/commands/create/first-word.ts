import { statSync } from 'node:fs';
import path from 'node:path';
import leven from 'leven';
import { UserError } from '../../errors.ts';
import { pastedPath } from '../../io/pasted-path.ts';
import { isSample } from '../../model/samples.ts';
import { commands, mainCommand } from '../commands.ts';
import type { CreateOptions } from './prepare.ts';

/**
 * What stands in the place of the directory may be another thing: `ml-docker student.onnx` means
 * `--model student.onnx`.
 * @throws UserError  argument-model, where --model names one as well; command-unknown for what is nearly a command
 */
export function withFirstWord({ directory, ...options }: CreateOptions): CreateOptions {
  if (directory === undefined) return options;
  if (!isModel(directory, options.cwd)) {
    refuseSlip(directory, options.cwd);
    return { ...options, directory };
  }
  const { model } = options.flags;
  if (model === undefined) return { ...options, flags: { ...options.flags, model: directory } };
  throw new UserError({
    code: 'argument-model',
    what: `${directory} is a model, and stands where the directory does`,
    where: `--model ${model}`,
    next: 'leave out one of the two; a directory may stand there: ml-docker studentapi --model FILE',
  });
}

/** A sample, a file, or what is called like a model and is not there. */
function isModel(typed: string, cwd: string): boolean {
  if (isSample(typed)) return true;
  const found = statSync(path.resolve(cwd, pastedPath(typed, cwd)), { throwIfNoEntry: false });
  return found?.isFile() ?? (found === undefined && /\.onnx['"]?\s*$/i.test(typed));
}

/** `ml-docker biuld` would make a project of that name. A folder that is there, or is written as one, is meant. */
function refuseSlip(typed: string, cwd: string): void {
  if (!/^\w+$/.test(typed) || statSync(path.resolve(cwd, typed), { throwIfNoEntry: false })) return;
  const names = commands.filter((command) => command !== mainCommand).map(({ name }) => name);
  const command = [...names, 'help'].find((name) => isSlip(typed.toLowerCase(), name));
  if (command === undefined) return;
  throw new UserError({
    code: 'command-unknown',
    what: `There is no command ${typed}`,
    next: [`did you mean: ml-docker ${command}`, `a project in a folder of that name: ml-docker ./${typed}`],
  });
}

/** In a short word two other letters make another word: nobody who types `pull` means `push`. */
function isSlip(typed: string, name: string): boolean {
  const isSwapped = lettersOf(typed) === lettersOf(name);
  return isSwapped || leven(typed, name) <= (name.length < 5 ? 1 : 2);
}

function lettersOf(word: string): string {
  return Array.from(word).sort().join();
}
