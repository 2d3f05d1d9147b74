import { describe } from 'vitest';
import { lacks } from '../../skip.ts';
import { testEncodings } from './encodings.ts';

/** The others take longer: encodings.long.test.ts. */
const QUICK = ['bert-cased', 'wordlevel'];

describe.skipIf(await lacks('inputs', 'runtime'))('some tokenizers', () =>
  testEncodings((name) => QUICK.includes(name)),
);
