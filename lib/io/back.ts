import type { EventEmitter } from 'node:events';

/** What a question is answered with where somebody wants the one before again. */
export const BACK = Symbol('back');

/** Somebody went back from a question. */
export class WentBack extends Error {
  constructor() {
    super('went back');
    this.name = 'WentBack';
  }
}

/** As much of Inquirer's context of a prompt as is used. */
interface Context {
  input?: EventEmitter;
  signal?: AbortSignal;
}

type Ask = (config: unknown, context?: Context) => Promise<unknown>;

/** As much of Inquirer's prompt module as is used; Yeoman's terminal has one, too. */
export interface PromptModule {
  prompts: Record<string, unknown>;
  registerPrompt(type: string, prompt: never): unknown;
}

/** The type of prompt that Esc ends with BACK, once `addBack` has added it. */
export function backType(type: string): string {
  return `${type}-or-back`;
}

/** Adds to a prompt module, for each type, one that Esc ends: Inquirer itself has no key for it. */
export function addBack(module: PromptModule): void {
  for (const [type, ask] of Object.entries(module.prompts)) {
    const name = backType(type);
    if (name in module.prompts || type.endsWith(backType(''))) continue;
    module.registerPrompt(name, orBack(ask as Ask) as never);
  }
}

function orBack(ask: Ask): Ask {
  return async (config, context = {}) => {
    const { input = process.stdin, signal } = context;
    const escape = new AbortController();
    const onKey = (_: string, key?: { name?: string }): void => {
      if (key?.name === 'escape') escape.abort();
    };
    input.on('keypress', onKey);
    try {
      return await ask(config, {
        ...context,
        signal: AbortSignal.any([escape.signal, ...(signal ? [signal] : [])]),
        // A question that was left so goes from the screen.
        get clearPromptOnDone() {
          return escape.signal.aborted;
        },
      });
    } catch (error) {
      if (escape.signal.aborted) return BACK;
      throw error;
    } finally {
      input.off('keypress', onKey);
    }
  };
}
