import { describe } from 'vitest';
import { sampleAnswer, samples } from '../../../../lib/model/samples.ts';
import { lacks } from '../../../skip.ts';
import { generateClients } from './generate.ts';

describe.skipIf(await lacks('runtime'))('of the samples', async () => {
  await generateClients(
    samples().map((sample) => ({
      name: sample.name,
      model: sampleAnswer(sample),
      isDeep: sample.name === 'digits',
    })),
  );
});
