import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { execa } from 'execa';
import { newFolder } from '../folders.ts';

/** Nothing takes so long, on the slowest machine: what does, hangs. */
const PATIENCE = 30_000;

/** What became of a model. */
export interface Verdict {
  /** The code of the first problem, or `servable`. */
  outcome: string;
  /** Of the processor. */
  milliseconds: number;
}

/** A process that looks at models (victim.mjs). */
export class Victim {
  readonly #process: ChildProcess;
  readonly #target = path.join(newFolder(), 'model.onnx');

  /**
   * @param flags  for its Node
   * @param script  what it does with a file, by serve.mjs
   */
  constructor(flags: string[] = [], script = path.join(import.meta.dirname, 'victim.mjs')) {
    this.#process = fork(script, { execArgv: flags, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  }

  /** Throws where the model brings the process down, makes it hang, or ends in an error that is no UserError. */
  async judge(file: string): Promise<Verdict> {
    const answer = await this.#ask({ file, target: this.#target });
    if ('crash' in answer) throw new Error(answer.crash as string);
    return answer as unknown as Verdict;
  }

  /** The most memory that it ever held, in MiB. */
  async peak(): Promise<number> {
    return (await this.#ask({ peak: true }))['peak'] as number;
  }

  end(): void {
    this.#process.kill('SIGKILL');
  }

  #ask(message: object): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#process.removeAllListeners();
      };
      const timer = setTimeout(() => {
        settle();
        reject(new Error('it hangs'));
      }, PATIENCE);
      this.#process.once('message', (answer) => {
        settle();
        resolve(answer as Record<string, unknown>);
      });
      this.#process.once('exit', (code, signal) => {
        settle();
        reject(new Error(`it ended the process (${signal ?? code})`));
      });
      this.#process.send(message);
    });
  }
}

/** The most memory that an empty Node holds, in MiB. */
export async function emptyNode(): Promise<number> {
  const script = `import { readFileSync } from 'node:fs';
    const isLinux = process.platform === 'linux';
    const status = isLinux ? readFileSync('/proc/self/status', 'utf8') : '';
    console.log(isLinux ? /^VmHWM:\\s+(\\d+)/m.exec(status)[1] : process.resourceUsage().maxRSS);`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', script]);
  return Number(stdout) / 1024;
}
