import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ejs from 'ejs';
import { UserError } from '../errors.ts';
import type { Layer } from './layer.ts';

/** A file of a layer. */
export interface Origin {
  layer: Layer;
  /** Its path in the layer, with `/`. */
  file: string;
}

/** What a template can use, by name: lib/project/variables.ts has them all. */
export type Variables = Record<string, unknown>;

/**
 * What a file of a layer comes to: text that ends in `.ejs` is rendered, all else is as it is.
 * @throws UserError  template, with the lines around the fault
 */
export function renderTemplate(origin: Origin, variables: Variables): string | Buffer {
  const filename = path.join(origin.layer.directory, ...origin.file.split('/'));
  const bytes = readFileSync(filename);
  if (!isUtf8(bytes) || bytes.includes(0)) return bytes;
  const text = bytes.toString('utf8');
  if (!origin.file.endsWith('.ejs')) return text;
  try {
    // What is emitted is text and not HTML: nothing is escaped.
    return ejs.render(text, variables, { filename, escape: String });
  } catch (error) {
    throw new UserError({
      code: 'template',
      what: `The template ${nameOf(origin)} does not render`,
      where: filename,
      details: (error as Error).message.split('\n'),
      next: 'fix the template; docs/variables.md lists the variables there are',
    });
  }
}

/** As messages name a file: its layer, and its path in it. */
export function nameOf({ layer, file }: Origin): string {
  return `${layer.name}/${file}`;
}
