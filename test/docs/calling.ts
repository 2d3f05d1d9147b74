import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { packageRoot } from '../../lib/package.ts';
import { serve } from '../../scripts/serve.ts';
import { runnableProject } from '../emitted/project.ts';
import { blocks } from '../transcripts.ts';

export const document = await readFile(path.join(packageRoot, 'docs', 'calling.md'), 'utf8');

/** The service that docs/calling.md calls, on a port that is free here. */
export interface Called {
  /** What the document says, with that port instead of a reader's. */
  own(text: string): string;
  stop(): Promise<void>;
}

export async function irisApi(): Promise<Called> {
  const { project, remove } = await runnableProject('--model', 'sample:iris', '--name', 'irisapi');
  const port = (await nextFreePort(19_100))!;
  const service = await serve(project, port);
  return {
    own: (text) => text.replaceAll('localhost:8000', `localhost:${port}`),
    async stop() {
      await service.stop();
      await remove();
    },
  };
}

/** The programs of the document in one language, each with what stands below it as its output. */
export function programs(language: string): { program: string; output: string }[] {
  const pairs = new RegExp(`^\`\`\`${language}\\n[^]*?^\`\`\`\\n\\n\`\`\`text\\n[^]*?^\`\`\``, 'gm');
  return [...document.matchAll(pairs)].map(([pair]) => ({
    program: blocks(pair, language)[0]!,
    output: blocks(pair, 'text')[0]!,
  }));
}
