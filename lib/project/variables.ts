import { judgeBaseImage, type BaseImageTraits } from '../container/values/base-image.ts';
import { dnsName } from '../container/values/dns-name.ts';
import { resourcesFor } from '../container/values/resources.ts';
import { projectCommand } from './same-command.ts';
import { compactJson } from '../json.ts';
import { questionsOf } from '../layers/questions.ts';
import type { Ingredients } from './plan.ts';
import type { Variables } from '../layers/template.ts';

/** One thing that a template can use. */
interface Variable {
  name: string;
  /** As TypeScript would write it. */
  type: string;
  meaning: string;
  value: (ingredients: Ingredients) => unknown;
}

/**
 * The variables of every template, as docs/variables.md lists them. They are an interface: within a major version none
 * goes away or changes its type.
 */
export const variables: Variable[] = [
  {
    name: 'name',
    type: 'string',
    meaning: 'name of the API: the image, the container, and the model in URLs',
    value: ({ answers }) => answers.name,
  },
  {
    name: 'dnsName',
    type: 'string',
    meaning: 'the name as Kubernetes takes it: a label of DNS, of at most 46 characters',
    value: ({ answers }) => dnsName(answers.name),
  },
  {
    name: 'port',
    type: 'number',
    meaning: 'the port on the host and in the container',
    value: ({ answers }) => answers.port,
  },
  {
    name: 'baseImage',
    type: 'string',
    meaning: "what the Dockerfile's last stage starts FROM",
    value: ({ answers }) => answers.baseImage,
  },
  {
    name: 'baseTraits',
    type: '{ isOfficial: boolean, hasNpm: boolean, npmImage: string, nodeFolder: string | null }',
    meaning:
      'what is known of the base image by its name: Docker’s official one of Node, has npm, which image installs the packages, the folder of node if it is not in the PATH',
    value: ({ answers }) => traitsOf(answers.baseImage),
  },
  {
    name: 'layers',
    type: 'string[]',
    meaning: 'names of all layers of the project, lowest first',
    value: ({ layers }) => layers.map(({ name }) => name),
  },
  {
    name: 'signature',
    type: '{ inputs: Tensor[], outputs: Tensor[] }',
    meaning: "the model's tensors; Tensor is { name: string, datatype: string, shape: (number | string)[] }",
    value: ({ card: { inputs, outputs } }) => ({ inputs, outputs }),
  },
  {
    name: 'card',
    type: 'object',
    meaning: 'the whole of model/card.json: what the model takes and gives, and where it came from',
    value: ({ card }) => card,
  },
  {
    name: 'preprocess',
    type: 'object',
    meaning:
      'the whole of model/preprocess.json: how a picture or a text becomes the input, and the outputs an answer; null where the model takes neither',
    value: ({ preprocess }) => (preprocess === undefined ? null : (JSON.parse(preprocess.text) as unknown)),
  },
  {
    name: 'resources',
    type: '{ memoryRequest: number, memoryLimit: number, startSeconds: number }',
    meaning: 'what one container with this model needs: memory in MiB, and the time until it is ready',
    value: ({ card }) => resourcesFor(card.source.bytes),
  },
  {
    name: 'example',
    type: 'string',
    meaning: 'a body for POST /predict, as JSON in one line; empty where card.exampleFile has it',
    value: ({ card }) => (card.example === undefined ? '' : compactJson(card.example)),
  },
  {
    name: 'answers',
    type: 'object',
    meaning: 'what stands in .yo-rc.json, and `command`: the command line that makes the project again',
    value: ({ answers, card, layers }) => ({
      ...answers,
      command: projectCommand(answers, card, questionsOf(layers)),
    }),
  },
];

/** Of an image that is refused, too: a project that has it is updated as any other. */
function traitsOf(baseImage: string): BaseImageTraits {
  const { isOfficial, hasNpm, npmImage, nodeFolder } = judgeBaseImage(baseImage);
  return { isOfficial, hasNpm, npmImage, nodeFolder };
}

/** What the templates of one project can use: the variables above, and the answers to the layers' own questions. */
export function variablesOf(ingredients: Ingredients): Variables {
  const { answers, layers } = ingredients;
  const own = questionsOf(layers).map(({ name, default: fallback }) => [
    name,
    (answers as unknown as Record<string, unknown>)[name] ??
      fallback?.({ cwd: '.', directory: undefined, answers }),
  ]);
  const given = variables.map(({ name, value }) => [name, value(ingredients)]);
  return Object.fromEntries([...own, ...given]) as Variables;
}
