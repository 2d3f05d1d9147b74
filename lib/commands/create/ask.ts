import path from 'node:path';
import { canPublish } from '../../container/run/published-port.ts';
import { refuseTakenName } from '../../container/run/taken-name.ts';
import type { Answers, Flags } from '../../interview/answers.ts';
import { nameColumns } from '../../model/columns.ts';
import { takeExample } from '../../model/example/take.ts';
import { modelPath } from '../../model/file.ts';
import { isSample } from '../../model/samples.ts';
import type { Question } from '../../interview/questions.ts';
import { interview } from '../../interview/interview.ts';
import { signatureTable } from '../../model/signature-table.ts';
import { settlePort } from '../../interview/taken-port.ts';
import { leavable } from '../../io/stop.ts';
import type { Io } from '../../io/io.ts';
import { inheritColumns } from '../../model/inherit.ts';
import { chooseModel, type ChosenModel } from '../../model/model.ts';
import type { Project } from '../../project/project.ts';
import type { CreateOptions } from './prepare.ts';

/**
 * The interview, with what it finds: the model is looked into as soon as it is known.
 * @param questions  those of the layers
 */
export async function ask(
  { cwd, directory, flags }: CreateOptions,
  { project, questions }: { project: Project | undefined; questions: Question[] },
  io: Io,
): Promise<{ answers: Answers; model: ChosenModel; columns?: string }> {
  let model: ChosenModel | undefined;
  let columns: string | undefined;
  const known = async (name: string, answers: Partial<Answers>, io: Io): Promise<void> => {
    if (name === 'model') {
      model = await modelOf(answers.model!, { cwd, project, isKept: flags.model === undefined });
      if (model.copy !== undefined) for (const line of signatureTable(model.card)) io.say(line);
      const named = await nameColumns(model.card, { given: flags.columns, cwd }, io);
      ({ columns } = named);
      const file = model.copy && modelPath(answers.model!, cwd);
      model = await takeExample({ ...model, card: named.card }, { given: flags.example, cwd, file }, io);
    }
    const isTaken = !io.interactive || directory !== undefined;
    const isDerived = flags.name === undefined && project === undefined && isTaken;
    if (name === 'name' && isDerived) tellMadeValid(answers.name!, directory ?? answers.model!, io);
    if (name === 'name' && flags.run === true) await refuseTakenName(answers.name!, flags.engine);
    const isNews = answers.port !== project?.answers.port || flags.run === true;
    if (name === 'port' && isNews) await settle(answers as Answers, flags, io);
  };
  const sources = { cwd, directory, flags, questions, project: project?.answers, known };
  const answers = await leavable('stopped; nothing was written', () => interview(sources, io));
  return { answers, model: model!, ...(columns !== undefined && { columns }) };
}

/** A project keeps its model and what is known of it, unless another one is given. */
async function modelOf(
  answer: string,
  { cwd, project, isKept }: { cwd: string; project: Project | undefined; isKept: boolean },
): Promise<ChosenModel> {
  if (project !== undefined && isKept) return { card: project.card };
  if (project === undefined) return chooseModel(answer, cwd, 'later');
  const chosen = await chooseModel(answer, cwd);
  const isSame = project.card.source.sha256 === chosen.card.source.sha256;
  return { ...chosen, card: isSame ? project.card : inheritColumns(project.card, chosen.card) };
}

/** A name that had to be changed to be valid is no surprise later. */
function tellMadeValid(name: string, from: string, io: Io): void {
  const said = path.basename(path.resolve(from));
  if (!isSample(from) && name !== said && name !== path.parse(said).name) {
    io.say(`notice: "${said}" cannot name an image; the API is called ${name}`);
  }
}

async function settle(answers: Answers, { run = false, engine }: Flags, io: Io): Promise<void> {
  const isOurs = (): Promise<boolean> => canPublish(answers.port, answers.name, engine);
  answers.port = await settlePort({ port: answers.port, run, isOurs }, io);
}
