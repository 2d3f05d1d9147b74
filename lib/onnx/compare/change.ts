/** What a change is about: for programs, and stable. */
export type ChangeKind =
  | 'input-added'
  | 'input-removed'
  | 'input-renamed'
  | 'input-datatype'
  | 'input-shape'
  | 'inputs-tied'
  | 'raw-request'
  | 'output-added'
  | 'output-removed'
  | 'output-renamed'
  | 'output-datatype'
  | 'output-shape'
  | 'output-zipmap'
  | 'output-classes'
  | 'output-rows'
  | 'output-order'
  | 'rows-added'
  | 'rows-removed'
  | 'columns-added'
  | 'columns-removed'
  | 'column-renamed'
  | 'columns-order'
  | 'column-unit';

/** One thing that is different for the clients of a service when its model is exchanged. */
export interface SignatureChange {
  kind: ChangeKind;
  /** Whether a client that worked before may fail, or read its answer wrongly. */
  breaking: boolean;
  /** One sentence without a full stop: what is different, and what that means for a client. */
  text: string;
}

/** A name as it stands in a sentence. */
export function quoted(name: string): string {
  return JSON.stringify(name);
}

const NAMES_SHOWN = 8;

/** Names as they stand in a sentence: the first eight, and how many more there are. */
export function quotedList(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(quoted).join(', ');
  return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown;
}
