import type { Answers } from '../interview/answers.ts';
import { DEFAULT_BASE_IMAGE, DEFAULT_PORT } from '../defaults.ts';
import { extraLayers } from '../interview/layer-names.ts';
import { sampleAnswer, samples } from '../model/samples.ts';
import type { Card } from '../onnx/card/card.ts';
import { chooseModel } from '../model/model.ts';
import { withFoundStep } from '../model/step/settle.ts';
import type { PreprocessFile } from '../preprocess/file.ts';
import { asQuestion, type LayerQuestion } from '../layers/questions.ts';

/** One project that a layer has to be good for. */
export interface Combination {
  answers: Answers;
  card: Card;
  /** Of a sample that takes pictures or texts. */
  preprocess?: PreprocessFile;
}

/** A base image without a shell and without npm, where templates mostly differ. */
const OTHER_BASE_IMAGE = 'gcr.io/distroless/nodejs24-debian12';
const CONTEXT = { cwd: '.', directory: undefined, answers: {} };

/**
 * The projects that a layer is tried in: every sample with every set of extra layers, then the other base image, the
 * other port, and each answer to each of the layer's own questions.
 * @param requires  extra layers that are always there
 */
export async function combinations(requires: string[], questions: LayerQuestion[]): Promise<Combination[]> {
  const extra = extraLayers();
  const needed = requires.filter((name) => extra.includes(name));
  const sets = [needed, ...extra.map((name) => [name]), extra].map((set) => [
    ...new Set([...needed, ...set]),
  ]);
  const own = Object.fromEntries(
    questions.map((question) => [question.name, asQuestion(question).default!(CONTEXT)]),
  );
  const models = await Promise.all(samples().map((sample) => modelOf(sampleAnswer(sample))));
  const plain = ({ model, ...facts }: SampleModel, extras: string[], more = {}): Combination => ({
    ...facts,
    answers: {
      name: 'my-api.v2',
      model,
      port: DEFAULT_PORT,
      baseImage: DEFAULT_BASE_IMAGE,
      with: extras,
      ...own,
      ...more,
    },
  });
  const [first] = models;
  const others = [
    { baseImage: OTHER_BASE_IMAGE },
    { port: 65535 },
    ...questions.flatMap((question) => valuesOf(question).map((value) => ({ [question.name]: value }))),
  ];
  return [
    ...models.flatMap((model) => sets.map((set) => plain(model, set))),
    ...others.map((more) => plain(first!, extra, more)),
  ];
}

type SampleModel = { model: string } & Pick<Combination, 'card' | 'preprocess'>;

async function modelOf(model: string): Promise<SampleModel> {
  const chosen = await chooseModel(model, '.', { hash: 'later' });
  const { card, preprocess } = withFoundStep(chosen);
  return { model, card, ...(preprocess && { preprocess }) };
}

/** What can be answered, beside the default. */
function valuesOf({ type = 'input', choices = [], default: given }: LayerQuestion): unknown[] {
  if (type === 'select') return choices;
  if (type === 'confirm') return [given !== true];
  return type === 'number' ? [0, -1.5] : [];
}
