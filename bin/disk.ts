import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { terminal, type Io, type Prompt } from '../lib/io/io.ts';
import type { Flags } from '../lib/interview/answers.ts';

/** The terminal, and the disk to write to. */
export function terminalAndDisk(flags: Flags): Io {
  return {
    ...terminal(flags, draw),
    async write(file, content) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    },
  };
}

async function draw<T>(prompt: Prompt<T>): Promise<T> {
  // Imported only when something is asked: it takes longer to load than all the rest.
  const { default: inquirer } = await import('inquirer');
  const answers = await inquirer.prompt([prompt as never]);
  return (answers as Record<string, T>)[prompt.name]!;
}
