import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { expandHome } from '../../io/pasted-path.ts';
import { packageRoot } from '../../package.ts';
import type { FoundStep } from '../../preprocess/find.ts';

/** A picture to try a service with, where nobody has given one. */
const PICTURE = path.join(packageRoot, 'samples', 'shapes', 'shapes.png');
const TEXT = 'This is an example.';

/** Whether an example is a picture or a text, and not a request. */
export function isOfStep(example: string | undefined): boolean {
  return example !== undefined && (PICTURES.test(example) || TEXTS.test(example));
}

const PICTURES = /\.(png|jpe?g|webp|gif|bmp|tiff?|avif)$/i;
const TEXTS = /\.txt$/i;

/**
 * An example that somebody has given, or one that is made up.
 * @throws UserError  (exit 2) for a file that is not there
 */
export function withExample(found: FoundStep, given: string | undefined, cwd: string): FoundStep {
  const { settings, files } = found;
  if (settings.step === 'text') {
    const text = given !== undefined && TEXTS.test(given) ? readFileSync(existing(given, cwd), 'utf8') : '';
    return { ...found, settings: { ...settings, example: text.trim() || (settings.example ?? TEXT) } };
  }
  const isPicture = given !== undefined && PICTURES.test(given);
  if (!isPicture && files[`model/${settings.example}`] !== undefined) return found;
  const source = isPicture ? existing(given, cwd) : PICTURE;
  const example = `example${path.extname(source).toLowerCase()}`;
  return { ...found, settings: { ...settings, example }, files: { ...files, [`model/${example}`]: source } };
}

function existing(given: string, cwd: string): string {
  const file = path.resolve(cwd, expandHome(given));
  if (existsSync(file)) return file;
  throw new UserError({
    code: 'example-missing',
    what: `There is no file ${given}`,
    where: '--example',
    next: `give its path, from ${cwd}`,
  });
}
