import type { Reading, Source } from './source.ts';

export type Problem = Reading['problems'][number];

/** A source of which only its format is known, and what is known besides. */
export function source(format: string, known: Partial<Source> = {}): Source {
  return {
    format,
    framework: null,
    frameworkVersion: null,
    model: null,
    columns: [],
    classes: null,
    calls: [],
    unknownCalls: [],
    ...known,
  };
}

/** Convertible where nothing speaks against it; where something does, only trying tells. */
export function judged(source: Source, doubts: Problem[] = []): Reading {
  return { source, convertible: doubts.length === 0 ? true : null, problems: doubts };
}

/** Not convertible, and why. */
export function refused(source: Source, ...problems: Problem[]): Reading {
  return { source, convertible: false, problems };
}

/** Names for a sentence: the first few, then how many more. */
export function few(names: string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
