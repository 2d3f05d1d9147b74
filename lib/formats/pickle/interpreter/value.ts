/** What a pickle would make: described, not made. */
export type Value =
  null | boolean | number | bigint | string | Bytes | Name | List | Tuple | Dict | Made | Persistent | Opaque;

/** A class or function that a pickle names. One object for each name of a file. */
export class Name {
  readonly module: string;
  readonly qualname: string;

  constructor(module: string, qualname: string) {
    this.module = module;
    this.qualname = qualname;
  }

  get text(): string {
    return `${this.module}.${this.qualname}`;
  }
}

/** Bytes; their content, one character for each byte, only where it was small enough to be kept. */
export class Bytes {
  /** In bytes. */
  readonly length: number;
  readonly latin1: string | undefined;

  constructor(length: number, latin1: string | undefined) {
    this.length = length;
    this.latin1 = latin1;
  }
}

/** A list, set or frozenset; of a long one only the first items are kept. */
export class List {
  length = 0;
  readonly items: Value[] = [];
}

export class Tuple {
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** A dictionary; of a large one only the first entries are kept. */
export class Dict {
  length = 0;
  readonly entries: [Value, Value][] = [];
}

/** What a call gives: an object of a class, mostly. */
export class Made {
  /** What BUILD set its state to, in order. */
  readonly states: Value[] = [];
  /** What was appended or added to it. */
  items: List | undefined;
  /** What was set in it by key. */
  entries: Dict | undefined;
  /** The items of an array of objects that stands behind a wrapper of joblib, or the bytes of another one. */
  content: Value | undefined;

  readonly callable: Value;
  readonly args: readonly Value[];

  constructor(callable: Value, args: readonly Value[]) {
    this.callable = callable;
    this.args = args;
  }
}

/** What the reader of the file fetches from elsewhere: the storage of a tensor, in files of PyTorch. */
export class Persistent {
  readonly id: Value;

  constructor(id: Value) {
    this.id = id;
  }
}

/** A value that was not kept, because there are so many. */
export class Opaque {
  static readonly value = new Opaque();
  readonly isOpaque = true;
}
