import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { packageRoot } from '../lib/package.ts';

/** Where the licences of what is bundled go: they ask for it wherever a copy goes. */
export const LICENCES = 'dist/LICENCES.txt';

/** Writes the licences of all packages that went into a bundle. */
export function writeLicences({ inputs }: Metafile): void {
  const folders = Object.keys(inputs).flatMap(
    (file) => /^(node_modules\/(@[^/]+\/)?[^/]+\/)+/.exec(file)?.[0] ?? [],
  );
  const texts = [...new Set(folders)].sort().map((folder) => licenceOf(path.join(packageRoot, folder)));
  writeFileSync(path.join(packageRoot, LICENCES), texts.join('\n'));
}

function licenceOf(folder: string): string {
  const about = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  const text = file === undefined ? '' : readFileSync(path.join(folder, file), 'utf8').trim();
  return `${about['name']} ${about['version']} (${about['license']})\n\n${text}\n`;
}
