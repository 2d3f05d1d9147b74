import { STATUS_CODES } from 'node:http';
import { NumberBlock } from './tensors/number-block.ts';

/** One fault of a request: where it is, what was expected there, what came, and what to do about it. */
export interface Fault {
  /** The tensor's name; null where the fault lies outside of any tensor. */
  tensor: string | null;
  /** JSON Pointer (RFC 6901) into the body; empty for the body itself. */
  at: string;
  expected: string;
  got: string;
  hint: string;
}

/** So much of a name is enough to recognise it. */
const LONGEST_NAME = 200;

/** More than this many faults of one request help nobody; the rest is only counted. */
const MOST_FAULTS = 100;

/** Collects the faults of one request, so that all of them are told at once. */
export class Faults {
  readonly list: Fault[] = [];
  count = 0;

  /** @param fault a function where there may be millions of them: it is called for those that are listed. */
  add(fault: Fault | (() => Fault)): void {
    this.count++;
    if (this.list.length >= MOST_FAULTS) return;
    const { tensor, at, ...rest } = typeof fault === 'function' ? fault() : fault;
    this.list.push({ tensor: tensor && clip(tensor), at: clip(at), ...rest });
  }

  /** @throws Problem 400 with every fault, if there is any. */
  raise(): void {
    if (this.count === 0) return;
    const more = this.count > this.list.length ? `; the first ${this.list.length} are listed` : '';
    const detail = `The request has ${this.count} ${this.count === 1 ? 'fault' : 'faults'}${more}.`;
    throw new Problem(400, detail, { errors: this.list });
  }
}

function clip(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
}

/** An answer that is not a success. RFC 9457 outside of /v2, `{"error": "…"}` within. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: Fault[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    detail: string,
    more: { errors?: Fault[]; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }

  /** The members of an application/problem+json body. */
  toJSON(): Record<string, unknown> {
    const title = STATUS_CODES[this.status] ?? 'Error';
    const errors = this.errors && { errors: this.errors };
    return { type: 'about:blank', title, status: this.status, detail: this.message, ...errors };
  }

  /** The one string that the Open Inference Protocol has for errors. */
  toSentence(): string {
    if (!this.errors) return this.message;
    const faults = this.errors.map(
      ({ at, expected, got, hint }) => `${at || '/'}: expected ${expected}, got ${got}. ${hint}`,
    );
    return [this.message, ...faults].join(' ');
  }
}

/** A name as a token of a JSON Pointer. */
export function pointerToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A JSON value in a few words, for `got`. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value instanceof NumberBlock) return `an array of ${value.shape[0]}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  const scalar = value as string | number | bigint | boolean;
  if (typeof scalar !== 'string') return String(scalar);
  const text = scalar.length > 40 ? `${scalar.slice(0, 40)}…` : scalar;
  return `the string ${JSON.stringify(text)}`;
}

/** Names in a sentence: `"a", "b"`, and no more than ten of them. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, 10).map((name) => JSON.stringify(name));
  return shown.join(', ') + (names.length > 10 ? ` and ${names.length - 10} more` : '');
}
