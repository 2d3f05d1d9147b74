import { checkPort } from './port.ts';
import { number, type Question } from './questions.ts';

/** A flag of how a run goes about it: never asked for, and checked by itself. */
export interface RunFlag extends Omit<Question, 'check'> {
  check?: (value: unknown) => true | string;
}

/** The flags that are no questions. */
export const runFlags: RunFlag[] = [
  {
    name: 'columns',
    flag: 'columns',
    argument: 'FILE',
    help: 'column names, for a model that takes a table: a JSON list or the header line of a CSV file',
    defaultText: 'from the model',
  },
  {
    name: 'example',
    flag: 'example',
    argument: 'FILE',
    help: 'your own example: JSON as /predict takes it, with its "outputs" where you know them; or a folder with input_K.pb and output_K.pb',
    defaultText: 'made up from the signature',
  },
  {
    name: 'build',
    flag: 'build',
    help: 'docker build once the project is written',
    defaultText: 'asked; off with --yes',
  },
  {
    name: 'run',
    flag: 'run',
    help: 'docker run (implies --build), wait until ready, send the first prediction',
    defaultText: 'asked; off with --yes',
  },
  {
    name: 'engine',
    flag: 'engine',
    argument: 'NAME',
    help: 'docker or podman',
    defaultText: 'the first one found',
    check: (value) => value === 'docker' || value === 'podman' || 'an engine is docker or podman',
  },
  { name: 'yes', flag: 'yes', help: 'no questions: take the defaults', defaultText: 'off' },
  { name: 'force', flag: 'force', help: 'overwrite files that are in the way', defaultText: 'off' },
  {
    name: 'conflict',
    flag: 'conflict',
    argument: 'HOW',
    help: 'files in the way, and edits that contradict: keep, overwrite, or merge (both, with markers)',
    defaultText: 'asked',
    check: (value) =>
      ['keep', 'overwrite', 'merge'].includes(value as string) || 'write keep, overwrite or merge',
  },
  {
    name: 'allowDirty',
    flag: 'allow-dirty',
    help: 'update a project although git has uncommitted edits in it',
    defaultText: 'off',
  },
  {
    name: 'trust',
    flag: 'trust',
    help: 'render templates from git, npm, an archive, or a project made elsewhere without a question: they can run code',
    defaultText: 'asked',
  },
  {
    name: 'dryRun',
    flag: 'dry-run',
    help: 'show what would be written, and write nothing',
    defaultText: 'off',
  },
  { name: 'skipInstall', flag: 'skip-install', help: 'no npm in the project', defaultText: 'off' },
  {
    name: 'plain',
    flag: 'plain',
    help: 'ask in plain lines, for screen readers; nothing on the screen is drawn again',
    defaultText: 'off, unless TERM=dumb',
  },
  {
    name: 'json',
    flag: 'json',
    help: 'print the result as JSON on stdout, for programs',
    defaultText: 'off',
  },
  { name: 'hash', flag: 'hash', help: 'with the sha256 of the file', defaultText: 'off' },
  {
    name: 'hostPort',
    flag: 'host-port',
    argument: 'N',
    help: 'another port on the host; the one in the container stays',
    defaultText: "the project's port",
    parse: number,
    check: (value) => checkPort(value as number),
  },
];
