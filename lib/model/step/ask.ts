import { UserError } from '../../errors.ts';
import type { Io } from '../../io/io.ts';
import type { FoundStep } from '../../preprocess/find.ts';
import type { PresetName } from '../../preprocess/pictures/presets.ts';
import type { Preprocess } from '../../preprocess/preprocess.ts';
import { readLabels, type SaidFlags } from '../../preprocess/said.ts';

/** @param likely what most models of the kind take */
export function askPreparation(likely: PresetName | undefined, io: Io): Promise<PresetName | 'none'> {
  return io.ask<PresetName | 'none'>({
    name: 'preprocess',
    type: 'select',
    message: 'How were its pictures prepared?',
    default: likely ?? 'imagenet',
    choices: [
      { name: 'as photographs for ImageNet   (torchvision, timm)', value: 'imagenet' },
      { name: '0 to 1                        (pixels divided by 255)', value: 'unit' },
      { name: '-1 to 1', value: 'signed' },
      { name: '0 to 255                      (pixels as they are)', value: 'raw' },
      { name: 'leave it to me                (the service takes tensors)', value: 'none' },
    ],
  });
}

/** Whether its answers have names that nothing tells. */
export function needsNames({ output }: Preprocess): boolean {
  return (output.kind === 'classes' || output.kind === 'boxes') && output.labels === undefined;
}

/** @param find looks again, with what has been said; what it throws is the reason to ask again */
export function askLabels(
  find: () => FoundStep | undefined,
  said: SaidFlags,
  cwd: string,
  io: Io,
): Promise<string> {
  return io.ask<string>({
    name: 'labels',
    type: 'input',
    message: 'Names of its classes? (a file with one in each line; Enter for numbers)',
    default: '',
    validate(answer) {
      if (answer === '') return true;
      try {
        readLabels(answer, cwd);
        said.labels = answer;
        find();
        return true;
      } catch (error) {
        if (error instanceof UserError) return [error.message, ...error.next].join('\n');
        throw error;
      } finally {
        delete said.labels;
      }
    },
  });
}
