/** Reads environment variables, and collects what is wrong with them, so that all of it is told at once. */
export class Settings {
  readonly faults: string[] = [];
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  /** Undefined where it is not set, or empty. */
  text(name: string): string | undefined {
    return this.#environment[name]?.trim() || undefined;
  }

  integer(name: string, least: number, most: number, otherwise: number): number {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    this.faults.push(`${name}=${value}: must be a whole number from ${least} to ${most}.`);
    return otherwise;
  }

  oneOf(name: string, values: string[], otherwise: string): string {
    const value = this.text(name) ?? otherwise;
    if (!values.includes(value)) this.faults.push(`${name}=${value}: must be one of ${values.join(', ')}.`);
    return value;
  }

  /** A text of a certain form. @param form an example of it */
  matching(name: string, pattern: RegExp, form: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || pattern.test(value)) return value;
    this.faults.push(`${name}=${value}: must be like ${form}.`);
    return undefined;
  }

  /** @throws Error that names every variable with a bad value. */
  raise(): void {
    if (this.faults.length > 0) throw new Error(`Bad configuration:\n  ${this.faults.join('\n  ')}`);
  }
}
