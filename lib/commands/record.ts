import { UserError } from '../errors.ts';
import type { Io } from '../io/io.ts';
import { npm } from '../project/npm.ts';

/** How a service says that its model is the reason: templates/service/src/inference, src/serving/scripts/start.ts. */
const MODEL_FAILS = /^(The model cannot be |The model does not answer |The service was ended by SIG)/;

/**
 * `npm run record` in a project that is installed: the model's own answer to the example becomes the golden one.
 * @throws UserError  (exit 1) record-failed, with ONNX Runtime's reason, for a model that does not load; npm-failed
 */
export async function record(directory: string, io: Io): Promise<void> {
  try {
    await npm(['run', 'record'], directory, io);
  } catch (error) {
    const reason =
      error instanceof UserError ? error.details.find((line) => MODEL_FAILS.test(line)) : undefined;
    if (reason === undefined) throw error;
    throw new UserError({
      code: 'record-failed',
      what: 'The project is written, but its model does not run, so it gave no answer to record',
      where: directory,
      details: [reason],
      next: 'export the model again, as the line above says, and give the project the new one: ml-docker model FILE',
      exitCode: 1,
    });
  }
}
