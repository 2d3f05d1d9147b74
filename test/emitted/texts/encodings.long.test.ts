import { describe } from 'vitest';
import { lacks } from '../../skip.ts';
import { testEncodings } from './encodings.ts';

describe.skipIf(await lacks('inputs', 'runtime'))('all tokenizers', () => testEncodings(() => true));
