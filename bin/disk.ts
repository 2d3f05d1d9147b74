import { backType } from '../lib/io/back.ts';
import { writeFile } from '../lib/io/write-file.ts';
import { terminal, type Io, type Prompt } from '../lib/io/io.ts';
import type { Flags } from '../lib/interview/answers.ts';

/** The terminal, and the disk to write to. */
export function terminalAndDisk(flags: Flags): Io {
  return {
    ...terminal(flags, draw),
    write(file, content) {
      writeFile(file, content);
      return Promise.resolve();
    },
  };
}

async function draw<T>(prompt: Prompt<T>): Promise<T> {
  // Imported only when something is asked: it takes longer to load than all the rest.
  const { default: inquirer } = await import('inquirer');
  const ask = inquirer.createPromptModule();
  const type = prompt.canGoBack === true ? backType(ask, prompt.type) : prompt.type;
  const answers = await ask([{ ...prompt, type } as never]);
  return (answers as Record<string, T>)[prompt.name]!;
}
