import path from 'node:path';
import { canPublish } from '../container/run/published-port.ts';
import { refuseTakenName } from '../container/run/taken-name.ts';
import { dnsName } from '../container/values/dns-name.ts';
import type { Io } from '../io/io.ts';
import { checkModel } from '../model/check.ts';
import { modelChoices } from '../model/choices.ts';
import { nameColumns } from '../model/columns.ts';
import { takeExample } from '../model/example/take.ts';
import { modelPath } from '../model/file.ts';
import { inheritColumns } from '../model/inherit.ts';
import { withCard } from '../model/with-card.ts';
import { chooseModel, type ChosenModel } from '../model/model.ts';
import { conversionBy } from './conversion.ts';
import { isSample } from '../model/samples.ts';
import { isOfStep } from '../model/step/example.ts';
import { settleStep } from '../model/step/settle.ts';
import { signatureTable } from '../model/signature-table.ts';
import type { Card } from '../onnx/card/card.ts';
import type { PreprocessFile } from '../preprocess/file.ts';
import type { SaidFlags } from '../preprocess/said.ts';
import type { Answers, Flags } from './answers.ts';
import { CLUSTER_LAYERS } from './layer-names.ts';
import { settlePort } from './taken-port.ts';

export { checkModel, modelChoices };

/** What is known of the project that is already there. */
interface KnownProject {
  directory: string;
  answers: Answers;
  card: Card;
  preprocess?: PreprocessFile;
  hasOwnStep?: true;
}

/** What a run of the interview knows besides the answers, and what it finds out from them. */
export interface Interviewing {
  cwd: string;
  /** The folder named on the command line, if any. */
  directory: string | undefined;
  flags: Flags;
  /** The project that is already there. */
  project: KnownProject | undefined;
  found: { model?: ChosenModel; columns?: string; said?: SaidFlags };
}

/** The model is looked into as soon as it is known. A project keeps its own and what is known of it. */
export async function followModel(
  { model: answer }: Partial<Answers>,
  { cwd, flags, project, found }: Interviewing,
  io: Io,
): Promise<void> {
  const model = await modelOf(answer!, { cwd, project, flags }, io);
  if (model.copy !== undefined) for (const line of signatureTable(model.card)) io.say(line);
  const { card, columns } = await nameColumns(model.card, { given: flags.columns, cwd }, io);
  if (columns !== undefined) found.columns = columns;
  const file = model.copy && modelPath(answer!, cwd);
  const step = await settleStep(withCard(model, card), { flags, cwd, before: project }, io);
  found.said = step.said;
  const given = step.model.preprocess && isOfStep(flags.example) ? undefined : flags.example;
  found.model = await takeExample(step.model, { given, cwd, file }, io);
}

/** A name that had to be changed is told, and one that a container of somebody else has is refused before anything is written. */
export async function followName(
  { name, model }: Partial<Answers>,
  { directory, flags, project }: Interviewing,
  io: Io,
): Promise<void> {
  const isTaken = !io.interactive || directory !== undefined;
  const isDerived = flags.name === undefined && project === undefined && isTaken;
  if (isDerived) tellMadeValid(name!, directory ?? model!, io);
  if (flags.run === true) await refuseTakenName(name!, flags.engine);
}

/** Another port where this one is taken, as far as it matters: a project's own port was settled when it was made. */
export async function followPort(
  answers: Partial<Answers>,
  { flags: { run = false, engine }, project }: Interviewing,
  io: Io,
): Promise<void> {
  const { port, name } = answers as Answers;
  if (port === project?.answers.port && !run) return;
  const isOurs = (): Promise<boolean> => canPublish(port, name, engine);
  answers.port = await settlePort({ port, run, isOurs }, io);
}

/** That the API is called otherwise in a cluster is told when its files come. */
export async function followLayers(
  { name, with: layers = [] }: Partial<Answers>,
  { flags, project }: Interviewing,
  io: Io,
): Promise<void> {
  const isNew = project === undefined || flags.with !== undefined || flags.name !== undefined;
  const label = dnsName(name!);
  if (isNew && label !== name && layers.some((layer) => CLUSTER_LAYERS.includes(layer)))
    io.say(`notice: "${name}" cannot name a Service; in the cluster it is called ${label}`);
}

async function modelOf(
  answer: string,
  { cwd, project, flags }: Pick<Interviewing, 'cwd' | 'project' | 'flags'>,
  io: Io,
): Promise<ChosenModel> {
  if (project !== undefined && flags.model === undefined) return keptModel(project);
  const choosing = { trust: flags.trustModel === true, convert: conversionBy(cwd, flags, io, project) };
  if (project === undefined) return chooseModel(answer, cwd, { ...choosing, hash: 'later' });
  const chosen = await chooseModel(answer, cwd, choosing);
  const isSame = project.card.source.sha256 === chosen.card.source.sha256;
  return withCard(chosen, isSame ? project.card : inheritColumns(project.card, chosen.card));
}

function keptModel({ card, preprocess }: KnownProject): ChosenModel {
  return { card, ...(preprocess && { preprocess }) };
}

/** A name that had to be changed to be valid is no surprise later. */
function tellMadeValid(name: string, from: string, io: Io): void {
  const said = path.basename(path.resolve(from));
  if (!isSample(from) && name !== said && name !== path.parse(said).name) {
    io.say(`notice: "${said}" cannot name an image; the API is called ${name}`);
  }
}
