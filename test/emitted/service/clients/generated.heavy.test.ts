import { describe } from 'vitest';
import { lacks } from '../../../skip.ts';
import { modelFile, sharedIndex } from '../../shared-models.ts';
import { generateClients } from './generate.ts';

/** Datatypes, names and shapes that generators stumble over. */
const ODD: Record<string, { isDeep?: boolean }> = {
  burn_cast_4in_10out: {},
  burn_zero_inputs_scalar: {},
  go_multitype_2in_2out: { isDeep: true },
  onnxmltools_onehot_8in: {},
  ort_abs_scalar_input: {},
  ort_echo_bool: {},
  ort_echo_string: {},
  ort_logreg_iris_zipmap: {},
  ort_torch_numeric_names: { isDeep: true },
  vespa_slash_colon_names: {},
};

const isMissing = (await lacks('runtime')) || (await lacks('models'));

describe.skipIf(isMissing)('of odd models', async () => {
  const models = isMissing ? [] : sharedIndex().cases.filter(({ name }) => name in ODD);
  await generateClients(
    models.map((model) => ({ name: model.name, model: modelFile(model), ...ODD[model.name] })),
  );
});
