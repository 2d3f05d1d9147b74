import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../lib/package.ts';
import { withFlags } from './flags-table.ts';

/** Brings what is generated in the README up to date. */
const readme = path.join(packageRoot, 'README.md');
await writeFile(readme, withFlags(await readFile(readme, 'utf8')));
