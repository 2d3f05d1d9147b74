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

/**
 * The type of prompt that is like `type`, and that Esc ends with BACK, added to the module where it lacks that: Inquirer
 * itself has no key for it.
 */
export function backType(module: PromptModule, type: string): string {
  const name = `${type}-or-back`;
  // Only the type that is asked for is touched: Yeoman's terminal warns where its old types are so much as read.
  if (!(name in module.prompts)) module.registerPrompt(name, orBack(module.prompts[type] as Ask) as never);
  return name;
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
