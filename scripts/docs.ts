import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../lib/package.ts';
import { flagsReference } from './flags-reference.ts';
import { interviewReference } from './interview-reference.ts';
import { variablesReference } from './variables-reference.ts';

/** Brings up to date what of the documentation is generated. */
await writeFile(path.join(packageRoot, 'docs', 'flags.md'), flagsReference());
await writeFile(path.join(packageRoot, 'docs', 'interview.md'), interviewReference());
await writeFile(path.join(packageRoot, 'docs', 'variables.md'), await variablesReference());
