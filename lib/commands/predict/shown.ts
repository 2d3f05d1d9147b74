import { counted, printable } from '../../io/text.ts';

/** One row of an answer: `{OUTPUT: value}`. */
export type Row = Record<string, unknown>;

/** So many rows are shown; the rest is counted. */
const MOST_SHOWN = 10;

/** What is said of a column in which there are more different texts. */
const MOST_LABELS = 10;

/** What the rows of an answer have in common, while they come. */
export class Shown {
  count = 0;
  readonly #first: Row[] = [];
  readonly #columns = new Map<string, Column>();

  add(row: Row): void {
    this.count++;
    if (this.#first.length < MOST_SHOWN) this.#first.push(row);
    for (const [name, value] of Object.entries(row)) {
      const column = this.#columns.get(name) ?? new Column();
      this.#columns.set(name, column);
      column.add(value);
    }
  }

  /** A table of the first rows, and a line for each column. */
  get lines(): string[] {
    const rest = this.count - this.#first.length;
    const summary = [...this.#columns].flatMap(([name, column]) => {
      const line = column.line;
      return line === undefined ? [] : [`${printable(name)}: ${line}`];
    });
    return [
      ...tableOf(this.#first),
      ...(rest > 0 ? [`… and ${rest.toLocaleString('en')} more`] : []),
      ...(this.count > 1 ? ['', ...summary] : []),
    ];
  }
}

/** What is known of the values of a column. */
class Column {
  readonly #labels = new Map<string, number>();
  #numbers = 0;
  #sum = 0;
  #least = Infinity;
  #most = -Infinity;

  add(value: unknown): void {
    if (typeof value === 'number') {
      this.#numbers++;
      this.#sum += value;
      this.#least = Math.min(this.#least, value);
      this.#most = Math.max(this.#most, value);
    } else if (typeof value === 'string' && this.#labels.size <= MOST_LABELS)
      this.#labels.set(value, (this.#labels.get(value) ?? 0) + 1);
  }

  /** Undefined where there is nothing to say in a line. */
  get line(): string | undefined {
    if (this.#numbers > 0) {
      const mean = this.#sum / this.#numbers;
      return `${brief(this.#least)} to ${brief(this.#most)}, mean ${brief(mean)}`;
    }
    if (this.#labels.size === 0 || this.#labels.size > MOST_LABELS) return undefined;
    const labels = [...this.#labels].sort(([, one], [, other]) => other - one);
    return labels.map(([label, count]) => `${count.toLocaleString('en')} ${printable(label)}`).join(', ');
  }
}

function tableOf(rows: Row[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row, index) => [String(index + 1), ...names.map((name) => cell(row[name]))]);
  const lines = [['row', ...names.map(printable)], ...cells];
  const widths = ['row', ...names].map((_name, index) =>
    Math.max(...lines.map((line) => line[index]!.length)),
  );
  return lines.map((line) =>
    line
      .map((text, index) => text.padEnd(widths[index]!))
      .join('  ')
      .trimEnd(),
  );
}

/** Of classes the likeliest first: they are what is looked for. */
function cell(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return brief(value);
  if (typeof value === 'string') return printable(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return listed(value.map((one) => cell(one)));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([, one], [, other]) => Number(other) - Number(one));
  return listed(members.map(([name, one]) => `${printable(name)} ${cell(one)}`));
}

function listed(texts: string[]): string {
  return texts.slice(0, 3).join(', ') + (texts.length > 3 ? `, … (${counted(texts.length, 'value')})` : '');
}

/** As many digits as people read. */
function brief(number: number): string {
  return Number.isInteger(number) ? String(number) : String(Number(number.toPrecision(4)));
}
