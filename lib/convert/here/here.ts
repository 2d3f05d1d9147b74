import { UserError } from '../../errors.ts';
import type { Io } from '../../io/io.ts';
import { runPiped } from '../../container/run/contained.ts';
import type { Place, Wanted } from '../place.ts';
import { runsCode } from '../scope.ts';
import { temporaryFolder } from '../temporary.ts';
import { serviceHere } from './service.ts';
import { venvFor } from './venv.ts';

/** What a program of this machine gets of the environment: no tokens, no keys. */
const PASSED_ON = ['PATH', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR', 'LANG', 'LC_ALL'];

/**
 * Converts with a Python of this machine, in a virtual environment of the generator's own. It is no sandbox: what opening
 * the file runs, runs here, as the user.
 * @throws UserError  python-untrusted, python-missing, python-version (exit 2); python-packages, python-node (exit 1)
 */
export async function openHere(
  python: string,
  { known, requirements, options }: Wanted,
  io: Io,
  signal: AbortSignal,
): Promise<Place> {
  if (runsCode(known.reading) && options.trustModel !== true) throw untrusted();
  io.say(`notice: this is no sandbox: the model is opened by ${python} on this machine, as you (--python)`);
  const venv = await venvFor(python, requirements, io, signal);
  const service = await serviceHere(io, signal);
  const passed = PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  // The program lies in this package, which is not written to.
  const env = { ...(Object.fromEntries(passed) as NodeJS.ProcessEnv), PYTHONDONTWRITEBYTECODE: '1' };
  const cwd = temporaryFolder('here');
  return {
    about: `by ${python} on this machine`,
    image: null,
    convert: (piped) => runPiped({ command: venv.python, args: [venv.program], cwd, env }, piped, signal),
    serve: (piped) =>
      runPiped({ command: process.execPath, args: ['answer.mjs'], cwd: service, env }, piped, signal),
  };
}

function untrusted(): UserError {
  return new UserError({
    code: 'python-untrusted',
    what: 'Opening this file runs what it names, and --python is no sandbox: that would happen on this machine',
    where: '--python',
    next: [
      'with Docker or podman, leave --python out: there it reaches nothing',
      'if you know who made the file and trust it, say so: --trust-model',
    ],
  });
}
