import path from 'node:path';
import { interviewQuestions } from '../interview/questions.ts';
import type { Inspection } from '../formats/inspect.ts';
import type { Command, Phases } from './command.ts';
import type { DoctorResult } from './doctor.ts';

/** What one phase hands to the next is the command's own affair. */
function inOrder<Prepared>(phases: Phases<Prepared>): Phases<unknown> {
  return phases;
}

/** What the commands do, loaded when one of them runs, so that `--help` is quick. */
const work = (): Promise<typeof import('./work.ts')> => import('./work.ts');

/** Every command there is. */
export const commands: Command[] = [
  {
    name: 'app',
    summary: 'make a project from a model, or bring one up to date',
    positionals: ['[directory]'],
    flags: [
      ...interviewQuestions.map(({ flag }) => flag),
      'columns',
      'example',
      'preprocess',
      'labels',
      'tokenizer',
      'build',
      'run',
      'engine',
      'platform',
      'ca-file',
      'pull',
      'yes',
      'force',
      'conflict',
      'dry-run',
      'allow-dirty',
      'trust',
      'trust-model',
      'data',
      'entry',
      'shapes',
      'accept-differences',
      'python',
      'skip-install',
      'plain',
      'json',
    ],
    examples: [
      'ml-docker',
      'ml-docker irisapi --model sample:iris --yes --run',
      'ml-docker studentapi --model models/student.onnx --port 9000',
    ],
    async moreQuestions(line) {
      const known: string[] = [...this.flags, 'help', 'version'];
      const isAsked = Object.keys(line.found).some((flag) => !known.includes(flag));
      if (!isAsked && !('help' in line.found && 'templates' in line.found)) return [];
      const { questionsOnLine } = await work();
      return questionsOnLine(line);
    },
    async execute({ cwd, positionals: [directory], flags }, io) {
      const { create } = await work();
      return create({ cwd, flags, ...(directory !== undefined && { directory }) }, io);
    },
    async phases() {
      const { prepare, emit, finish } = await work();
      return inOrder({
        prepare: ({ cwd, flags, positionals: [directory] }, io) =>
          prepare({ cwd, flags, ...(directory !== undefined && { directory }) }, io),
        write: emit,
        finish,
      });
    },
  },
  {
    name: 'build',
    summary: 'docker build, in a project',
    positionals: [],
    flags: ['engine', 'platform', 'ca-file', 'pull', 'plain', 'json'],
    examples: [
      'ml-docker build',
      'ml-docker build --engine podman',
      'ml-docker build --platform linux/arm64',
      'ml-docker build --ca-file company-ca.pem',
    ],
    async execute({ cwd, flags }, io) {
      const { build } = await work();
      return build({ directory: path.resolve(cwd), ...flags }, io);
    },
  },
  {
    name: 'run',
    summary: 'docker run, in a project: wait until ready, send the first prediction',
    positionals: [],
    flags: [
      'host-port',
      'memory',
      'cpus',
      'env',
      'restart',
      'detach',
      'attach',
      'pull',
      'engine',
      'yes',
      'plain',
      'json',
    ],
    meanings: { pull: 'build the image again first, from the newest base image' },
    examples: [
      'ml-docker run',
      'ml-docker run --host-port 9000 --memory 512m --cpus 1',
      'ml-docker run --env API_KEY --env LOG_LEVEL=debug --attach',
    ],
    async execute({ cwd, flags }, io) {
      const { run } = await work();
      return run({ directory: path.resolve(cwd), ...flags }, io);
    },
  },
  {
    name: 'push',
    summary: 'tag the image and push it to a registry: REGISTRY/NAME[:TAG]',
    positionals: ['REFERENCE'],
    flags: ['compose', 'kubernetes', 'engine', 'json'],
    examples: [
      'ml-docker push ghcr.io/me/irisapi:1.0.0',
      'ml-docker push localhost:5000/irisapi',
      'ml-docker push registry.example.com/irisapi:1.0.0 --compose',
      'ml-docker push registry.example.com/irisapi:1.0.0 --kubernetes',
    ],
    async execute({ cwd, positionals: [reference], flags }, io) {
      const { push } = await work();
      return push({ directory: path.resolve(cwd), reference, ...flags }, io);
    },
  },
  {
    name: 'deploy',
    summary: 'apply the manifests to a Kubernetes cluster, wait, send the first prediction',
    positionals: [],
    flags: [
      'canary',
      'promote',
      'rollback',
      'context',
      'namespace',
      'overlay',
      'dry-run',
      'yes',
      'plain',
      'json',
    ],
    meanings: {
      'dry-run': 'show what would change in the cluster, as a diff, and change nothing',
      yes: 'do not ask whether this is the right cluster',
    },
    examples: [
      'ml-docker deploy --dry-run',
      'ml-docker deploy --context staging --namespace models',
      'ml-docker deploy --canary 10',
      'ml-docker deploy --promote',
      'ml-docker deploy --rollback',
    ],
    async execute({ cwd, flags }, io) {
      const { deploy } = await import('./deploy/deploy.ts');
      return deploy({ directory: path.resolve(cwd), ...flags }, io);
    },
  },
  {
    name: 'model',
    summary: 'give a project another model, and show what changes for clients',
    positionals: ['FILE'],
    flags: [
      'columns',
      'example',
      'preprocess',
      'labels',
      'tokenizer',
      'force',
      'yes',
      'dry-run',
      'trust',
      'trust-model',
      'data',
      'entry',
      'shapes',
      'accept-differences',
      'python',
      'engine',
      'skip-install',
      'plain',
      'json',
    ],
    meanings: { force: 'exchange the model even if that breaks clients' },
    examples: ['ml-docker model retrained.onnx', 'ml-docker model sample:students --dry-run'],
    async execute({ cwd, positionals: [model], flags }, io) {
      const { exchangeModel } = await work();
      return exchangeModel({ directory: path.resolve(cwd), model, flags }, io);
    },
    async phases() {
      const { prepareExchange, writeExchange, finishExchange } = await work();
      return inOrder({
        prepare: ({ cwd, flags, positionals: [model] }, io) =>
          prepareExchange({ directory: path.resolve(cwd), model, flags }, io),
        write: writeExchange,
        finish: finishExchange,
      });
    },
  },
  {
    name: 'inspect',
    summary: 'look into a model: what it takes and gives, and whether it can be served',
    positionals: ['FILE'],
    flags: ['hash', 'trust-model', 'json'],
    examples: ['ml-docker inspect models/student.onnx', 'ml-docker inspect sample:iris --json'],
    async execute({ cwd, positionals: [model], flags }, io) {
      const { inspectModel } = await work();
      return inspectModel({ cwd, model, ...flags }, io);
    },
    exitCode: (result) => (isUseless(result as Inspection) ? 2 : 0),
  },
  {
    name: 'compare',
    summary: 'answer the same rows by two models, or two services, and tell how they differ',
    positionals: ['OLD', 'NEW'],
    flags: ['data', 'engine', 'base-image', 'plain', 'json'],
    meanings: {
      data: 'the rows: CSV with a header, or JSON as /predict takes it',
      'base-image': 'whose Node answers for the service',
    },
    examples: [
      'ml-docker compare model/previous/model.onnx model/model.onnx --data rows.csv',
      'ml-docker compare http://localhost:8000 http://localhost:8001 --data rows.csv',
    ],
    async execute({ cwd, positionals: [before, after], flags }, io) {
      const { compareModels } = await import('./compare/compare.ts');
      return compareModels({ cwd: path.resolve(cwd), before, after, flags }, io);
    },
  },
  {
    name: 'predict',
    summary: 'send tables, pictures, texts or requests to a service, and show its answers',
    positionals: ['FILE…'],
    flags: ['url', 'save', 'engine', 'plain', 'json'],
    examples: [
      'ml-docker predict students.csv',
      'ml-docker predict students.csv --save graded.csv',
      'ml-docker predict kitten.jpg review.txt',
      'ml-docker predict request.json --url http://192.168.1.20:8000 --json',
    ],
    async execute({ cwd, positionals, flags }, io) {
      const { predictFiles } = await import('./predict/predict.ts');
      return predictFiles({ cwd: path.resolve(cwd), files: positionals, flags }, io);
    },
  },
  {
    name: 'convert',
    summary: 'convert a trained model to ONNX in a sandbox, and prove that it answers alike',
    positionals: ['FILE'],
    flags: [
      'data',
      'out',
      'entry',
      'shapes',
      'accept-differences',
      'python',
      'trust-model',
      'force',
      'engine',
      'base-image',
      'plain',
      'json',
    ],
    meanings: {
      'trust-model':
        'open a file that calls names that are not known: in the sandbox, where they reach nothing',
      force: 'overwrite the ONNX file that is there',
      'base-image': 'whose Node answers for the service in the comparison',
    },
    examples: [
      'ml-docker convert titanic.joblib',
      'ml-docker convert titanic.joblib --data passengers.csv --out titanic.onnx',
    ],
    async execute({ cwd, positionals: [model], flags }, io) {
      const { convertModel } = await import('./convert.ts');
      return convertModel({ cwd: path.resolve(cwd), model, flags }, io);
    },
  },
  {
    name: 'templates',
    summary: 'list templates, eject PATH… (copy some to change them), or check a layer',
    positionals: ['list|eject|check', '[PATH…]'],
    writes: true,
    flags: ['templates', 'force', 'trust', 'plain', 'json'],
    meanings: {
      templates:
        "list: with these layers; eject: the folder to copy into, instead of the project's own layer",
      force: 'eject: overwrite copies that are there already',
      trust: 'check: render the templates of a project that was made elsewhere without a question',
    },
    examples: [
      'ml-docker templates list',
      'ml-docker templates eject Dockerfile.d/40-from-base-image.ejs',
      'ml-docker templates check ../company-templates/layer',
    ],
    async execute({ cwd, positionals, flags }, io) {
      const { templates } = await work();
      return templates({ cwd: path.resolve(cwd), positionals, flags }, io);
    },
    exitCode: (result) => ((result as { problems?: unknown[] }).problems?.length ? 1 : 0),
  },
  {
    name: 'doctor',
    summary: 'see whether this machine and this project are ready for docker build and run',
    positionals: [],
    flags: ['engine', 'json'],
    examples: ['ml-docker doctor', 'ml-docker doctor --engine podman', 'ml-docker doctor --json'],
    async execute({ cwd, flags }, io) {
      const { doctor } = await work();
      return doctor({ directory: path.resolve(cwd), ...flags }, io);
    },
    exitCode: (result) => ((result as DoctorResult).problems > 0 ? 1 : 0),
  },
];

/** The main command: `ml-docker [directory]`, `yo ml-docker`. */
export const mainCommand = commands[0]!;

/** Whether nothing can be done with a model: it is ONNX and cannot be served, or is not and cannot be converted. */
function isUseless({ servable, convertible }: Inspection): boolean {
  return servable === null ? convertible === false : !servable;
}
