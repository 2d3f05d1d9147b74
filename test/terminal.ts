import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

/** A terminal, by default of 80 × 50, with a program that a person types at. */
export class Terminal {
  readonly #size: { columns: number; rows: number };

  /** A tmux server of its own: one that ends with its last session would take the next one along. */
  readonly #server = `ml-docker-test-${randomUUID()}`;

  constructor(size = { columns: 80, rows: 50 }) {
    this.#size = size;
  }

  #tmux(...args: string[]) {
    return execa('tmux', ['-L', this.#server, ...args]);
  }

  /** Starts a command line in `cwd`; its exit code is shown as `exit=N` once it ends. */
  async start(command: string, cwd: string): Promise<void> {
    // A program that dies of Ctrl-C would take a shell without this along.
    const shell = `trap : INT; env -u CI ${command}; echo "exit=$?"; sleep 600`;
    const { columns, rows } = this.#size;
    await this.#tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), '-c', cwd, shell);
  }

  /** Types text or presses keys by their tmux names: `Enter`, `Down`, `C-c`. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys);
  }

  /** Types text, letter by letter as it is, and then Enter, once a list has caught up with the text. */
  async type(text: string, waitMs = 500): Promise<void> {
    await this.#tmux('send-keys', '-l', text);
    await sleep(waitMs);
    await this.press('Enter');
  }

  /** All that was shown so far; `coloured`, what is on the screen now, with its escape codes. */
  async screen({ coloured = false } = {}): Promise<string> {
    const { stdout } = await this.#tmux('capture-pane', '-p', ...(coloured ? ['-e'] : ['-J', '-S', '-2000']));
    return stdout;
  }

  /**
   * Waits until something is shown.
   * @throws Error  with the whole screen, if it is not shown in time
   */
  async shows(text: string | RegExp, withinMs = 20_000): Promise<string> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const screen = await this.screen();
      if (typeof text === 'string' ? screen.includes(text) : text.test(screen)) return screen;
      if (Date.now() > deadline) throw new Error(`the terminal does not show ${String(text)}:\n${screen}`);
      await sleep(100);
    }
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server').catch(() => undefined);
  }
}
