import { printable } from '../io/text.ts';
import { few } from './reading.ts';
import type { Source, SourceColumn } from './source.ts';

const MOST = 12;

/** What a source says, for people: its library and model, its columns, its classes, and what opening it would call. */
export function summary(source: Source): string[] {
  return linesOf(source).map(printable);
}

function linesOf(source: Source): string[] {
  const { framework, frameworkVersion, model, columns, classes, calls, unknownCalls, path } = source;
  const made = [framework, frameworkVersion].filter((part) => part !== null).join(' ');
  const first = [made, model].filter((part) => part !== null && part !== '').join(': ');
  return [
    ...(first === '' ? [] : [first]),
    ...(path === undefined ? [] : [`file: ${path}`]),
    ...(columns.length === 0 ? [] : [`columns: ${few(columns.map(columnText), MOST)}`]),
    ...(classes === null || classes.length === 0 ? [] : [`classes: ${few(classes.map(String), MOST)}`]),
    ...(unknownCalls.length > 0
      ? [`opening it would call: ${few(unknownCalls, MOST)}`]
      : calls.length > 0
        ? [
            `opening it would call ${calls.length === 1 ? 'one name, which is known' : `${calls.length} names, all known`}`,
          ]
        : []),
  ];
}

function columnText({ name, type }: SourceColumn): string {
  return type === null ? name : `${name} (${type})`;
}
