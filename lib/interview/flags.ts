import { engineNames } from '../container/engine/kinds.ts';
import { checkCpus, checkMemory, checkRestart, checkVariable } from '../container/values/settings.ts';
import { checkPort } from '../container/values/port.ts';
import type { FlagName } from './answers.ts';
import { number, type Question } from './questions.ts';

/** A flag of how a run goes about it: never asked for, and checked by itself. */
export interface RunFlag extends Omit<Question, 'check'> {
  check?: (value: unknown) => true | string;
}

/** The flags that are not questions. */
export const runFlags: (RunFlag & { flag: FlagName })[] = [
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
    help: 'your own example: JSON as /predict takes it, with its "outputs" where you know them; a CSV file, of which a row is taken; or a folder with input_K.pb and output_K.pb',
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
    help: engineNames().join(' or '),
    defaultText: 'the first one found',
    check: (value) => engineNames().includes(value as string) || `an engine is ${engineNames().join(' or ')}`,
  },
  {
    name: 'platform',
    flag: 'platform',
    argument: 'PLATFORM',
    help: 'what the image is built for: linux/amd64 or linux/arm64',
    defaultText: "the engine's own",
    check: (value) =>
      value === 'linux/amd64' || value === 'linux/arm64' || 'write linux/amd64 or linux/arm64',
  },
  {
    name: 'caFile',
    flag: 'ca-file',
    argument: 'FILE',
    help: "certificates (PEM) that npm trusts in the build, as a company's proxy needs it; not in the image",
    defaultText: 'none',
  },
  {
    name: 'pull',
    flag: 'pull',
    help: 'fetch the base image again, in case there is a newer one',
    defaultText: 'off',
  },
  { name: 'yes', flag: 'yes', help: 'no questions: take the defaults', defaultText: 'off' },
  { name: 'force', flag: 'force', help: 'overwrite files that are in the way', defaultText: 'off' },
  {
    name: 'conflict',
    flag: 'conflict',
    argument: 'HOW',
    help: 'files in the way, and edits that conflict: keep, overwrite, or merge (both, with markers)',
    defaultText: 'asked',
    check: (value) =>
      ['keep', 'overwrite', 'merge'].includes(value as string) || 'write keep, overwrite or merge',
  },
  {
    name: 'allowDirty',
    flag: 'allow-dirty',
    help: 'update a project even if git has uncommitted edits in it',
    defaultText: 'off',
  },
  {
    name: 'trust',
    flag: 'trust',
    help: 'render templates from git, npm, an archive, or a project made elsewhere without a question: they can run code',
    defaultText: 'asked',
  },
  {
    name: 'trustModel',
    flag: 'trust-model',
    help: 'do not refuse a model file for calling names that are not known; they are still listed, and nothing is run here',
    defaultText: 'off: it is refused',
  },
  {
    name: 'data',
    flag: 'data',
    argument: 'FILE',
    help: 'for a trained model: rows that the converted one has to answer as the original does, and what its columns are; CSV, or JSON as /predict takes it',
    defaultText: 'rows made from what the model knows',
  },
  {
    name: 'entry',
    flag: 'entry',
    argument: 'NAME',
    help: 'for a trained model: which part of a pickled dict or tuple it is',
    defaultText: 'asked, where that is not plain',
  },
  {
    name: 'acceptDifferences',
    flag: 'accept-differences',
    help: 'for a trained model: take the converted one although it does not answer as the original, with the figures written down',
    defaultText: 'off: it is refused',
  },
  {
    name: 'python',
    flag: 'python',
    argument: 'PATH',
    help: 'for a trained model: convert by this Python instead of in a container; it is no sandbox, and pickles need --trust-model with it',
    defaultText: 'none: in a container',
  },
  {
    name: 'out',
    flag: 'out',
    argument: 'FILE',
    help: 'where the ONNX file is written',
    defaultText: "the model's name with .onnx",
  },
  {
    name: 'save',
    flag: 'save',
    argument: 'FILE',
    help: 'write the answer to a table as CSV',
    defaultText: 'it is shown',
  },
  {
    name: 'url',
    flag: 'url',
    argument: 'URL',
    help: 'the address of the service',
    defaultText: "that of the project's container",
    check: (value) => /^https?:\/\/[^/\s]+/.test(String(value)) || 'an address is like http://localhost:8000',
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
  {
    name: 'memory',
    flag: 'memory',
    argument: 'SIZE',
    help: 'the most memory that the container may take: 512m, 1g',
    defaultText: 'no limit',
    check: (value) => checkMemory(value as string),
  },
  {
    name: 'cpus',
    flag: 'cpus',
    argument: 'N',
    help: 'how many processors the container may use: 0.5, 2; threads follow it',
    defaultText: 'no limit',
    check: (value) => checkCpus(value as string),
  },
  {
    name: 'env',
    flag: 'env',
    argument: 'KEY=VALUE',
    help: 'a setting of the service, as often as needed; KEY alone passes on a variable of your own, such as API_KEY',
    repeatable: true,
    check: (value) => checkVariable(value as string),
  },
  {
    name: 'restart',
    flag: 'restart',
    argument: 'POLICY',
    help: 'when it is started again: no, always, unless-stopped, on-failure[:N]',
    defaultText: 'no',
    check: (value) => checkRestart(value as string),
  },
  { name: 'detach', flag: 'detach', help: 'in the background, which is the default', defaultText: 'on' },
  {
    name: 'attach',
    flag: 'attach',
    help: 'in the foreground: show its log until Ctrl-C, which stops it',
    defaultText: 'off',
  },
  {
    name: 'compose',
    flag: 'compose',
    help: 'write the digest that was pushed into compose.yaml',
    defaultText: 'off',
  },
  {
    name: 'kubernetes',
    flag: 'kubernetes',
    help: 'write the registry and the digest that was pushed into kubernetes/kustomization.yaml',
    defaultText: 'off',
  },
  {
    name: 'context',
    flag: 'context',
    argument: 'NAME',
    help: 'which cluster, by the name that kubectl config get-contexts shows',
    defaultText: "kubectl's current one",
  },
  {
    name: 'namespace',
    flag: 'namespace',
    argument: 'NAME',
    help: 'where in the cluster',
    defaultText: "the context's own",
  },
  {
    name: 'overlay',
    flag: 'overlay',
    argument: 'DIR',
    help: 'the folder of the kustomization that is applied, for an overlay of your own',
    defaultText: 'kubernetes',
  },
  {
    name: 'canary',
    flag: 'canary',
    argument: 'PERCENT',
    help: 'try the new version beside the present one, with this part of the requests: 1 to 50',
    defaultText: 'all at once',
    parse: number,
    check: (value) =>
      (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 50) ||
      'a share is a whole number of percent, from 1 to 50',
  },
  {
    name: 'promote',
    flag: 'promote',
    help: 'make the version that is being tried the one for all',
    defaultText: 'off',
  },
  {
    name: 'rollback',
    flag: 'rollback',
    help: 'end the version that is being tried; where none is, go back to the one before',
    defaultText: 'off',
  },
];
