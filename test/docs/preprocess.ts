import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../lib/package.ts';

export const document = await readFile(path.join(packageRoot, 'docs', 'preprocess.md'), 'utf8');

/** A block of the document that tells which file it is, or is a change of. */
export interface FileBlock {
  language: string;
  file: string;
  content: string;
}

export const fileBlocks: FileBlock[] = [...document.matchAll(/^```(\w+) file=(\S+)\n([^]*?)^```/gm)].map(
  ([, language, file, content]) => ({ language: language!, file: file!, content: content! }),
);

/** Does in a project what the document says of these files, word for word. */
export async function follow(project: string, isWanted: (block: FileBlock) => boolean): Promise<void> {
  for (const block of fileBlocks.filter(isWanted)) {
    const file = path.join(project, ...block.file.split('/'));
    await mkdir(path.dirname(file), { recursive: true });
    if (block.language === 'diff') await edit(file, block.content);
    else await writeFile(file, block.content);
  }
}

/** The route that reads lines, and nothing else of the document. */
export const isOfLines = ({ content }: FileBlock): boolean =>
  /lines\(service/.test(content) || isItsImport(content);

const isItsImport = (content: string): boolean => content.includes("from './src/routes/lines.ts'");

/** Puts the lines with `+` where the lines around them are. */
async function edit(file: string, difference: string): Promise<void> {
  const lines = difference.trimEnd().split('\n');
  const before = lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
  const after = lines.map((line) => line.slice(1));
  const parts = (await readFile(file, 'utf8')).split(before.join('\n'));
  if (parts.length !== 2) throw new Error(`${file} has not once: ${before.join('\n')}`);
  await writeFile(file, parts.join(after.join('\n')));
}
