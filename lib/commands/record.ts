import { UserError } from '../errors.ts';
import type { Io } from '../io/io.ts';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { hostNodeRunsService } from '../project/host-node.ts';
import { npmInDocker } from '../project/in-docker.ts';
import { npm } from '../project/npm.ts';
import { GOLDEN } from '../project/plan.ts';

/** How a service says that its model is the reason: templates/service/src/serving/inference, src/serving/scripts/start.ts. */
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
      what: 'The project was written, but its model does not run, so it gave no answer to record',
      where: directory,
      details: [reason],
      next: 'export the model again, as the line above says, and give the project the new one: ml-docker model FILE',
      exitCode: 1,
    });
  }
}

/** How a project without test/golden.json gets it, as it is typed; undefined where it has it, or no such script. */
export async function toRecord(directory: string, engine?: string): Promise<string | undefined> {
  if (existsSync(path.join(directory, ...GOLDEN.split('/'))) || !(await hasRecord(directory)))
    return undefined;
  return hostNodeRunsService() ? 'npm ci, then npm run record' : npmInDocker(directory, 'run record', engine);
}

/** Whether the project has the script that asks the model for its golden answers. */
export async function hasRecord(directory: string): Promise<boolean> {
  const text = await readFile(path.join(directory, 'package.json'), 'utf8').catch(() => '');
  return /^ +"record":/m.test(text);
}
