/** Bytes that V8 needs for an entry of a Map. */
const ENTRY = 40;

/**
 * The names in a file, each once: that of a tensor stands where it is made and wherever it is read. Different bytes give
 * different names, though they may not be UTF-8.
 */
export class NameTable {
  readonly #names = new Map<string, string>();
  /** Text with U+FFFD in it → the first bytes that came to it, as hexadecimal digits. */
  readonly #undecodable = new Map<string, string>();
  readonly #retain: (bytes: number) => void;

  /** @param retain  is told of each byte that is kept, before it is */
  constructor(retain: (bytes: number) => void) {
    this.#retain = retain;
  }

  /**
   * @param text  as it was decoded: what is not UTF-8 is U+FFFD
   * @param size  of the text in memory, in bytes
   * @param bytes  gives what it was decoded from
   */
  name(text: string, size: number, bytes: () => Buffer): string {
    const name = text.includes('\ufffd') ? this.#distinct(text, bytes()) : text;
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#retain(ENTRY + size);
    this.#names.set(name, name);
    return name;
  }

  /** The text for the first bytes that come to it; for others that would, the text with these bytes. */
  #distinct(text: string, bytes: Buffer): string {
    const digits = bytes.toString('hex');
    const first = this.#undecodable.get(text);
    if (first === digits) return text;
    // Either the digits are kept, or they are a part of the name.
    this.#retain(ENTRY + digits.length);
    if (first !== undefined) return `${text} (${digits})`;
    this.#undecodable.set(text, digits);
    return text;
  }
}
