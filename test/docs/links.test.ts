import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';

const docs = path.join(packageRoot, 'docs');
const documents = (await readdir(docs)).filter((name) => name.endsWith('.md')).sort();

/** A document without its code. */
async function prose(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).replaceAll(/^```[^]*?^```/gm, '');
}

/** The anchors of a document's headings, as GitHub makes them. */
async function anchors(file: string): Promise<string[]> {
  const text = await prose(file);
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the documents', () => {
  it.each(documents)('%s has only links that lead somewhere', async (name) => {
    const text = (await prose(path.join(docs, name))).replaceAll(/`[^`]*`/g, '');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const broken: string[] = [];
    for (const [link, target, anchor] of links) {
      const file = target === '' ? path.join(docs, name) : path.join(docs, target!);
      const leads = existsSync(file) && (anchor === undefined || (await anchors(file)).includes(anchor));
      if (!leads) broken.push(link);
    }
    expect(broken).toEqual([]);
  });

  it('are all in the index', async () => {
    const index = await readFile(path.join(docs, 'README.md'), 'utf8');
    const named = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name!);
    expect([...new Set(named)].sort()).toEqual(documents.filter((name) => name !== 'README.md'));
  });
});
