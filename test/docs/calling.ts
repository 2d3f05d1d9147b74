import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { packageRoot } from '../../lib/package.ts';
import { serve } from '../../scripts/serve.ts';
import { runnableProject } from '../emitted/project.ts';
import { blocks } from '../transcripts.ts';

export const document = await readFile(path.join(packageRoot, 'docs', 'calling.md'), 'utf8');
export const tables = await readFile(path.join(packageRoot, 'docs', 'tables.md'), 'utf8');

/** The service that a document calls, on a port that is free here. */
export interface Called {
  project: string;
  /** What the document says, with that port instead of a reader's. */
  own(text: string): string;
  stop(): Promise<void>;
}

/** The one of docs/calling.md. @param port from which on a free one is looked for: another for each test file */
export function irisApi(port = 19_100): Promise<Called> {
  return called('sample:iris', 'irisapi', port);
}

/** The one of docs/tables.md. */
export function studentApi(): Promise<Called> {
  return called('sample:students', 'studentapi', 19_150);
}

/** The service of a model. @param from the port from which on a free one is looked for */
export async function called(model: string, name: string, from: number): Promise<Called> {
  const { project, remove } = await runnableProject('--model', model, '--name', name);
  const port = (await nextFreePort(from))!;
  const service = await serve(project, port);
  return {
    project,
    own: (text) => text.replaceAll('localhost:8000', `localhost:${port}`),
    async stop() {
      await service.stop();
      await remove();
    },
  };
}

/** The programs of a document in one language, each with what stands below it as its output. */
export function programs(language: string, text = document): { program: string; output: string }[] {
  const pairs = new RegExp(`^\`\`\`${language}\\n[^]*?^\`\`\`\\n\\n\`\`\`text\\n[^]*?^\`\`\``, 'gm');
  return [...text.matchAll(pairs)].map(([pair]) => ({
    program: blocks(pair, language)[0]!,
    output: blocks(pair, 'text')[0]!,
  }));
}
