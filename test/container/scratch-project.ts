import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Answers } from '../../lib/interview/answers.ts';
import { iris } from '../templates/container/iris.ts';

/** A project of sample:iris in a folder of its own, not installed. */
export async function irisProject(
  answers: Partial<Answers>,
): Promise<{ directory: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
  const { files, copyModel } = await iris(answers);
  for (const [file, content] of files) {
    await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
    await writeFile(path.join(directory, file), content);
  }
  await copyModel(directory);
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
