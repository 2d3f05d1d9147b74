/** One thing to ask. Every door can show it, because it says no more than Inquirer's own question types do. */
export interface Prompt<T> {
  name: string;
  type: 'input' | 'number' | 'select' | 'search' | 'confirm';
  message: string;
  default?: T;
  /** For `select`. */
  choices?: { name: string; value: T }[];
  /** For `search`: what is offered for the term typed so far. */
  source?: (term: string | undefined) => Promise<{ name: string; value: T; description?: string }[]>;
  /** `true`, or what is wrong and what to type instead. */
  validate?: (value: T) => true | string | Promise<true | string>;
}
