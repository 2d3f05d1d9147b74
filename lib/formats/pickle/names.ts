import { MOST_NAMES } from './interpreter/limits.ts';
import { FormatError } from '../bytes/format-error.ts';
import { Name } from './interpreter/value.ts';

// What Python 3 makes of names that Python 2 wrote, and that protocols up to 2 still write: _compat_pickle.py.
const MODULES: Record<string, string> = {
  __builtin__: 'builtins',
  copy_reg: 'copyreg',
  cPickle: 'pickle',
  commands: 'subprocess',
  exceptions: 'builtins',
};
const BUILTINS: Record<string, string> = { long: 'int', unicode: 'str', xrange: 'range', unichr: 'chr' };

/** All that one file names or calls, its nested pickles included. */
export class Names {
  readonly #names = new Map<string, Name>();
  /** Calls of what is no plain name, and what changes the named thing itself. */
  readonly #indirect = new Set<string>();

  /** @param protocol  of the pickle: up to 2 the names are those of Python 2 */
  name(module: string, qualname: string, protocol: number): Name {
    const isOld = protocol < 3;
    const modern = isOld && Object.hasOwn(MODULES, module) ? MODULES[module]! : module;
    const isBuiltin = isOld && module === '__builtin__' && Object.hasOwn(BUILTINS, qualname);
    const name = isBuiltin ? BUILTINS[qualname]! : qualname;
    // Neither part can hold a line feed in protocol 0; in the others both can, and the lengths keep them apart.
    const key = `${modern.length}.${modern}.${name}`;
    let known = this.#names.get(key);
    if (known === undefined) {
      if (this.#names.size >= MOST_NAMES) throw new FormatError('too-large', 'it names too many functions');
      known = new Name(modern, name);
      this.#names.set(key, known);
    }
    return known;
  }

  /** A call that no allow-list can judge, as text. */
  indirect(text: string): void {
    if (this.#indirect.size < MOST_NAMES) this.#indirect.add(text);
  }

  get names(): Name[] {
    return [...this.#names.values()];
  }

  get indirectCalls(): string[] {
    return [...this.#indirect];
  }
}
