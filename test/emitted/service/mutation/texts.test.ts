import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../../lib/package.ts';
import { HTTP } from './http.ts';
import { INFERENCE } from './inference.ts';
import { TENSORS } from './tensors.ts';

const LAYERS = ['service', 'container'].map((layer) => path.join(packageRoot, 'templates', layer));

/** The others change data that each project has of its own. */
const CODE = [...HTTP, ...TENSORS, ...INFERENCE].filter(({ file }) => file.endsWith('.ts'));

it.each(CODE)('$file has once what is broken where $what', async ({ file, search }) => {
  const source = LAYERS.map((layer) => path.join(layer, file)).find((one) => existsSync(one));
  expect((await readFile(source!, 'utf8')).split(search)).toHaveLength(2);
});
