import type { Answers } from '../../interview/answers.ts';
import type { Interviewing } from '../../interview/follow-up.ts';
import { interview } from '../../interview/interview.ts';
import { interviewQuestions, type Question } from '../../interview/questions.ts';
import { leavable } from '../../io/stop.ts';
import type { Io } from '../../io/io.ts';
import type { ChosenModel } from '../../model/model.ts';
import type { SaidFlags } from '../../preprocess/said.ts';
import type { Project } from '../../project/project.ts';
import type { CreateOptions } from './prepare.ts';

/**
 * The interview, with what follows from each answer as soon as it is known.
 * @param questions  those of the layers
 */
export async function ask(
  { cwd, directory, flags }: CreateOptions,
  { project, questions }: { project: Project | undefined; questions: Question[] },
  io: Io,
): Promise<{ answers: Answers; model: ChosenModel; columns?: string; said: SaidFlags }> {
  const run: Interviewing = { cwd, directory, flags, project, found: {} };
  const known = async (name: string, answers: Partial<Answers>, io: Io): Promise<void> =>
    interviewQuestions.find((question) => question.name === name)?.follow?.(answers, run, io);
  const sources = { cwd, directory, flags, questions, project: project?.answers, known };
  const answers = await leavable('stopped; nothing was written', () => interview(sources, io));
  const { model, columns, said = {} } = run.found;
  return { answers, model: model!, said, ...(columns !== undefined && { columns }) };
}
