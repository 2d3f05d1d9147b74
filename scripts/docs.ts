import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../lib/package.ts';
import { withFlags } from './flags-table.ts';
import { interviewReference } from './interview-reference.ts';
import { variablesReference } from './variables-reference.ts';

/** Brings up to date what of the documentation is generated. */
const readme = path.join(packageRoot, 'README.md');
await writeFile(readme, withFlags(await readFile(readme, 'utf8')));
await writeFile(path.join(packageRoot, 'docs', 'interview.md'), interviewReference());
await writeFile(path.join(packageRoot, 'docs', 'variables.md'), await variablesReference());
