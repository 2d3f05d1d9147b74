import type { Card } from '../../card.ts';
import { listNames } from '../problems.ts';
import { numberIn } from './cells.ts';
import type { TableFault } from './faults.ts';
import { TableFaults } from './faults.ts';
import type { Layout } from './layout.ts';
import { placesFor, widthOf } from './layout.ts';
import { nearest } from './nearest.ts';

type HeaderFault = Pick<TableFault, 'expected' | 'got' | 'hint'> & { column?: string };
type AddFault = (fault: HeaderFault) => void;
type Columns = Pick<Layout, 'indexes' | 'notices'>;

/** How many of the model's columns are in a header. */
export function columnsIn(header: string[], card: Card): number {
  if (!card.columns) return header.length === widthOf(card) ? header.length : 0;
  const folded = new Set(header.map(fold));
  return card.columns.filter(({ name }) => folded.has(fold(name))).length;
}

/** Names that a person takes for the same. */
function fold(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}

/**
 * Finds the model's columns in a header: by their names, in any order, whatever their case; by position where the model has
 * no names for them.
 * @throws Problem 400 where a column is missing or there twice, or the header is none.
 */
export function findLayout(header: string[], line: number, card: Card): Omit<Layout, 'delimiter'> {
  const faults = new TableFaults();
  const fault: AddFault = (more) => faults.add({ tensor: null, at: '', line, ...more });
  const wanted = card.columns?.map(({ name }) => name);
  checkIsHeader(header, wanted, fault);
  faults.raise();
  checkTwice(header, fault);
  const columns = wanted ? byName(header, wanted, fault) : byPosition(header, widthOf(card)!, fault);
  faults.raise();
  return { header, places: placesFor(card, header), ...columns };
}

function checkIsHeader(header: string[], wanted: string[] | undefined, fault: AddFault): void {
  if (!header.every((name) => numberIn(name) !== undefined)) return;
  const names = wanted ? `: ${listNames(wanted)}` : '';
  const hint = `Put a line with the names of the columns before the numbers${names}.`;
  fault({ expected: 'the names of the columns', got: `numbers: ${listNames(header)}`, hint });
}

function checkTwice(header: string[], fault: AddFault): void {
  const named = header.filter((name) => name.trim() !== '');
  for (const column of new Set(named.filter((name, index) => named.indexOf(name) < index))) {
    const hint = 'Which of them is meant? Leave the others out, or give them other names.';
    fault({ column, expected: 'each column once', got: `${JSON.stringify(column)} more than once`, hint });
  }
}

function byName(header: string[], wanted: string[], fault: AddFault): Columns {
  const alike = header.map(fold);
  const notices: string[] = [];
  const indexes = wanted.map((column) => {
    const exact = header.indexOf(column);
    if (exact >= 0) return exact;
    const [index, ...others] = alike.flatMap((name, index) => (name === fold(column) ? [index] : []));
    if (index === undefined || others.length > 0) {
      fault({ column, expected: `a column ${JSON.stringify(column)}`, ...lacking(column, header, wanted) });
      return -1;
    }
    const given = header[index]!;
    if (given.normalize('NFC') !== column.normalize('NFC'))
      notices.push(`${JSON.stringify(given)} is taken for ${JSON.stringify(column)}.`);
    return index;
  });
  const extra = header.filter((name, index) => name.trim() !== '' && !indexes.includes(index));
  if (extra.length > 0) notices.push(`The model does not take ${listNames(extra)}.`);
  return { indexes, notices };
}

function lacking(column: string, header: string[], wanted: string[]): Pick<TableFault, 'got' | 'hint'> {
  const got = listNames(header.filter((name) => name.trim() !== ''));
  const near = nearest(column, header);
  if (near !== undefined)
    return { got, hint: `If it is ${JSON.stringify(near)}, call it ${JSON.stringify(column)}.` };
  const isNone = !wanted.some((name) => header.map(fold).includes(fold(name)));
  const first = isNone ? 'The first line has to be the header. ' : '';
  return { got, hint: `${first}The model's columns are ${listNames(wanted)}.` };
}

function byPosition(header: string[], width: number, fault: AddFault): Columns {
  const hint = 'The model has no names for its columns: they are taken by position, so none may be too many.';
  if (header.length !== width)
    fault({ expected: `${width} columns`, got: `${header.length}: ${listNames(header)}`, hint });
  return { indexes: header.map((_name, index) => index), notices: ['The columns are taken by position.'] };
}
