import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { nameColumns } from '../../../lib/model/columns.ts';
import { chooseModel } from '../../../lib/model/model.ts';
import type { Io } from '../../../lib/io/io.ts';
import { emptyFolder } from '../../cli.ts';

const shared = new URL('../../../../shared/cases/columns/', import.meta.url);
const hasShared = await readFile(new URL('dup.csv', shared)).then(
  () => true,
  () => false,
);

describe('names of four columns', () => {
  let cwd: string;
  let remove: () => Promise<void>;
  let said: string[];
  beforeEach(async () => {
    ({ directory: cwd, remove } = await emptyFolder());
    said = [];
  });
  afterEach(() => remove());
  const io = (): Io => ({
    interactive: false,
    ask: () => Promise.reject(new Error('nobody is there to be asked')),
    say: (line) => void said.push(line),
    progress: () => undefined,
    write: () => Promise.resolve(),
  });
  /** The names that come of a file, or what is wrong with it and what to do. */
  async function read(content: string | Buffer): Promise<string[] | string> {
    await writeFile(path.join(cwd, 'names'), content);
    const { card } = await chooseModel('sample:iris', cwd);
    const naming = nameColumns(card, { given: 'names', cwd }, io());
    return naming.then(
      (named) => named.card.columns!.map(({ name }) => name),
      (error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        expect(error.exitCode).toBe(2);
        return [error.message, ...error.next].join(' | ');
      },
    );
  }
  const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');
  const ABCD = ['a', 'b', 'c', 'd'];

  it.each<[string, string | Buffer, string[]]>([
    ['UTF-16, as PowerShell writes it', utf16('["a", "b", "c", "d"]\r\n'), ABCD],
    ['UTF-16 with its other end first', utf16('a,b,c,d').swap16(), ABCD],
    ['a JSON object', '{"columns":["a","b","c","d"],"index":[0]}', ABCD],
    ['what scikit-learn calls it', '{"feature_names": ["a","b","c","d"]}', ABCD],
    ['tabs', 'a\tb\tc\td\n1\t2\t3\t4\n', ABCD],
    ['bars', 'a|b|c|d', ABCD],
    ['an index column', ',a,b,c,d\n0,1,2,3,4\n', ABCD],
    ['an index column that pandas has read again', 'Unnamed: 0,a,b,c,d\n', ABCD],
    ['quotes', '"a, in cm";"b ""x""";c;d\n', ['a, in cm', 'b "x"', 'c', 'd']],
    ['a semicolon among commas', 'a;1,b,c,d', ['a;1', 'b', 'c', 'd']],
    ['Excel in Western Europe', Buffer.from('gr\u00f6\u00dfe;b;c;d\r\n', 'latin1'), ['größe', 'b', 'c', 'd']],
    ['a lone CR, as old Excel ends lines', 'a,b,c,d\r1,2,3,4\r', ABCD],
  ])('are read from %s, and shown', async (_, content, names) => {
    expect(await read(content)).toEqual(names);
    expect(said.join('\n')).toContain(`columns, as given: ${names.join(', ')}`);
  });

  it.each<[string, string, string | RegExp]>([
    [
      'a table without a header',
      '5.1,3.5,1.4,0.2\n',
      'The first line has numbers instead of names: 5.1, 3.5, 1.4, 0.2 | ',
    ],
    [
      'decimal commas',
      '5,1;3,5;1,4;0,2\n',
      'The first line has numbers instead of names: 5,1, 3,5, 1,4, 0,2 | ',
    ],
    ['a name twice', '"a","b","c","a"', 'Columns 1 and 4 have the same name: a | '],
    ['a name that is empty', 'a,b,,d', 'Column 3 has no name | '],
    [
      'the target',
      'a,b,c,d,species\n1,2,3,4,setosa\n',
      /5 names were given: a, b, c, d, species \| leave out the column .* where it is the last: --columns a,b,c,d$/,
    ],
    ['a list of numbers', '[1, 2, 3, 4]', 'The JSON list has something other than names | '],
    ['an object without names', '{"a": 1}', 'The JSON object has no list "columns" with names | '],
    ['JSON that is cut off', '["a", "b"', 'The names of columns are not JSON: '],
    ['an empty file', '', 'The model takes 4 columns, each with a different name; 0 names were given: '],
  ])('are refused from %s, with the reason', async (_, content, reason) => {
    const found = String(await read(content));
    expect(found).toMatch(typeof reason === 'string' ? new RegExp(`^${escaped(reason)}`) : reason);
  });

  const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

  it.skipIf(!hasShared)('of the cases that people met are read, or refused for what they are', async () => {
    const outcome = async (name: string) => read(await readFile(new URL(name, shared)));
    expect(await outcome('u16.csv')).toEqual(ABCD);
    expect(await outcome('obj.json')).toEqual(ABCD);
    const excel = ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'];
    expect(await outcome('excel_de.csv')).toEqual(excel);
    expect(await outcome('dup.csv')).toContain('Columns 1 and 4 have the same name: a');
    expect(await outcome('noheader.csv')).toContain('The first line has numbers');
    expect(await outcome('with_target.csv')).toContain('--columns a,b,c,d');
  });
});
