import { notice, ok, type Check } from './check.ts';

/** Whether the project has its model: a clone without Git LFS has a pointer in its place. */
export const modelCheck: Check = {
  name: 'model',
  purposes: ['build', 'doctor'],
  needsProject: true,
  async run({ project }) {
    await project!.readModel();
    return ok('model/model.onnx is a model that can be served');
  },
};

/** Whether `npm test` can hold the model's answers against right ones. */
export const goldenCheck: Check = {
  name: 'answers',
  purposes: ['doctor'],
  needsProject: true,
  run({ project }) {
    const { toRecord } = project!;
    const found =
      toRecord === undefined
        ? ok('the right answers of the tests are there')
        : notice('there is no test/golden.json: the tests have no right answer to look for', toRecord);
    return Promise.resolve(found);
  },
};
