import { describe } from 'vitest';
import { sampleAnswer } from '../../../../lib/model/samples.ts';
import { ofTensors } from '../../../samples/requests.ts';
import { lacks } from '../../../skip.ts';
import { generateClients } from './generate.ts';

describe.skipIf(await lacks('runtime'))('of the samples', async () => {
  await generateClients(
    ofTensors.map((sample) => ({
      name: sample.name,
      model: sampleAnswer(sample),
      isDeep: sample.name === 'digits',
    })),
  );
});
