import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { expandHome, pastedPath } from '../io/pasted-path.ts';

const SEPARATORS = [',', ';', '\t', '|'];
/** Members of a JSON object that hold a list of names: ours, and those of pandas and scikit-learn. */
const LISTS = ['columns', 'feature_names', 'feature_names_in_', 'names'];

/**
 * The names that somebody gives for columns: a file with a JSON list or the header line of a table, in UTF-8, UTF-16 or
 * as Excel writes it, separated by commas, semicolons, tabs or bars; or the names themselves.
 * @param given  a path from `cwd`, or the names
 * @param width  how many columns the model takes: a nameless column before as many others is an index, and left out
 * @throws UserError  columns-missing, columns-unreadable (exit 2)
 */
export async function readNames(given: string, cwd: string, width: number): Promise<string[]> {
  const file = path.resolve(cwd, expandHome(pastedPath(given, cwd)));
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined && !given.includes(',') && !given.trimStart().startsWith('[')) throw missing(given);
  const names = namesIn(bytes === undefined ? given : decoded(bytes), bytes && given);
  return isIndex(names[0]) && names.length > width ? names.slice(1) : names;
}

/** By the byte order mark, else UTF-8, else what Excel writes in Western Europe. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function namesIn(text: string, where: string | undefined): string[] {
  const trimmed = text.trim();
  if (/^[[{]/.test(trimmed)) return namesInJson(trimmed, where);
  const [line = ''] = trimmed.split(/\r\n|\r|\n/);
  const names = line === '' ? [] : cells(line, separatorOf(line));
  if (
    names.length > 0 &&
    names.every((name) => name !== '' && Number.isFinite(Number(name.replace(',', '.'))))
  ) {
    const shown = names.slice(0, 4).join(', ');
    throw unreadable(`The first line has numbers instead of names: ${shown}`, where);
  }
  return names;
}

function namesInJson(text: string, where: string | undefined): string[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw unreadable(`The names of columns are not JSON: ${(error as Error).message}`, where);
  }
  const members = content as Record<string, unknown>;
  const list = Array.isArray(content) ? content : LISTS.map((name) => members[name]).find(Array.isArray);
  if (list?.length && list.every((name) => typeof name === 'string')) return list;
  if (Array.isArray(content)) throw unreadable('The JSON list has something other than names', where);
  throw unreadable('The JSON object has no list "columns" with names', where);
}

/** The one that stands most often outside of quotes. */
function separatorOf(line: string): string {
  // A comma between digits may be a decimal one.
  const outside = line.replaceAll(/"(?:[^"]|"")*"/g, '').replaceAll(/(?<=\d),(?=\d)/g, '');
  const count = (separator: string): number => outside.split(separator).length;
  return SEPARATORS.toSorted((one, other) => count(other) - count(one))[0]!;
}

/** RFC 4180: a quoted cell may hold the separator, and a quote twice. */
function cells(line: string, separator: string): string[] {
  const found: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') isQuoted = !isQuoted;
    if (letter === separator && !isQuoted) {
      found.push(cell);
      cell = '';
    } else cell += letter;
  }
  return [...found, cell].map((text) => {
    const name = text.trim();
    return /^".*"$/.test(name) ? name.slice(1, -1).replaceAll('""', '"').trim() : name;
  });
}

/** What pandas writes before the columns, and reads again as a column. */
function isIndex(name: string | undefined): boolean {
  return name === '' || name === 'Unnamed: 0';
}

const HOW = 'give a file with a JSON list or a CSV header line, or the names themselves: a,b,c';

function missing(given: string): UserError {
  return new UserError({
    code: 'columns-missing',
    what: `There is no file ${given}`,
    where: '--columns',
    next: HOW,
  });
}

function unreadable(what: string, where = '--columns'): UserError {
  return new UserError({ code: 'columns-unreadable', what, where, next: HOW });
}
