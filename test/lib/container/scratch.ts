import { execa } from 'execa';
import type { Io } from '../../../lib/io/io.ts';
import type { Prompt } from '../../../lib/io/io.ts';
import { removeStages } from '../../container/stages.ts';

/** Names of images and containers that tests make, and remove again. */
export function testName(subject: string): string {
  return `ml-docker-test-${subject}-${process.pid}`;
}

/** Removes the containers and images of that name, and what the stages of their builds have left. */
export async function removeAll(name: string): Promise<void> {
  await execa('docker', ['rm', '-f', name], { reject: false });
  await execa('docker', ['rmi', '-f', name], { reject: false });
  await removeStages('docker', name);
}

/** An `Io` that keeps what is said, and answers every question with `answer`; without one, nobody is there to ask. */
export function listener(answer?: boolean): Io & { said: string[]; asked: string[]; output: () => string } {
  const said: string[] = [];
  const asked: string[] = [];
  let output = '';
  return {
    said,
    asked,
    output: () => output,
    interactive: answer !== undefined,
    async ask<T>({ message }: Prompt<T>) {
      asked.push(message);
      return answer as T;
    },
    say: (line) => void said.push(line),
    progress: (chunk) => void (output += chunk),
    write: () => Promise.reject(new Error('nothing is to be written')),
  };
}
