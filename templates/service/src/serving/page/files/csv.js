/** What may stand between the cells of a row. */
const DELIMITERS = [',', ';', '\t', '|'];

/**
 * What separates the cells: what is there most often, outside of quotes, in the header.
 * @param {string} header
 */
function delimiterOf(header) {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/**
 * The first row with anything in it, which may have a line `sep=;` before it, and where it ends.
 * @param {string} text
 */
export function headerOf(text) {
  let begin = 0;
  let end = endOfRow(text, 0);
  while (end < text.length && /^\s*$|^sep=.\s*$/i.test(text.slice(begin, end))) {
    begin = end;
    end = endOfRow(text, begin);
  }
  const row = text.slice(begin, end);
  const delimiter = delimiterOf(row);
  return { names: rowsOf(row, delimiter)[0] ?? [], delimiter, end };
}

/**
 * The rows of a text in CSV, empty lines left out. What is wrong with it is for the service to say.
 * @param {string} text
 * @param {string} delimiter
 * @param {number} [most] rows
 * @returns {string[][]}
 */
export function rowsOf(text, delimiter, most = Infinity) {
  const rows = [];
  for (let at = 0; at < text.length && rows.length < most;) {
    const end = endOfRow(text, at);
    const line = text.slice(at, end).replace(/\r?\n$|\r$/, '');
    if (line !== '') rows.push(cellsOf(line, delimiter));
    at = end;
  }
  return rows;
}

/**
 * Where the row that begins at `at` ends: behind its line end, or where the text does.
 * @param {string} text
 * @param {number} at
 */
export function endOfRow(text, at) {
  let isQuoted = false;
  for (let index = at; index < text.length; index++) {
    const character = text[index];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\n' && !isQuoted) return index + 1;
    else if (character === '\r' && !isQuoted) return text[index + 1] === '\n' ? index + 2 : index + 1;
  }
  return text.length;
}

/**
 * @param {string} line
 * @param {string} delimiter
 */
function cellsOf(line, delimiter) {
  if (!line.includes('"')) return line.split(delimiter);
  const cells = [];
  let cell = '';
  let isQuoted = false;
  for (let index = 0; index < line.length; index++) {
    const character = line[index] ?? '';
    if (character === '"') {
      if (isQuoted && line[index + 1] === '"') cell += line[++index] ?? '';
      else isQuoted = !isQuoted;
    } else if (character === delimiter && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
}
