import { styleText } from 'node:util';

export type Colour = 'red' | 'yellow' | 'green';

/** A text in a colour where the stream is a terminal that has colours, and nobody declined them (NO_COLOR). */
export function coloured(colour: Colour, text: string, stream: NodeJS.WriteStream): string {
  const { NO_COLOR = '', FORCE_COLOR } = process.env;
  const isDeclined = NO_COLOR !== '' && FORCE_COLOR === undefined;
  if (!stream.isTTY || isDeclined || !stream.hasColors()) return text;
  // Node 22 would look at stdout, whatever the stream.
  return styleText(colour, text, { validateStream: false });
}

/** The text of an error, its first word in red. */
export function colouredError(text: string, stream: NodeJS.WriteStream): string {
  return text.replace(/^error:/, (word) => coloured('red', word, stream));
}
