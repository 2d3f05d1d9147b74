import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProjectSubject } from '../container/preflight/check.ts';
import { explained } from '../formats/explain.ts';
import { requireServable } from '../onnx/servable.ts';
import type { Project } from '../project/project.ts';
import { toRecord } from './record.ts';

/** What the preflight looks at in a project. */
export async function subjectOf(
  { directory, answers, card }: Project,
  { hostPort = answers.port }: { hostPort?: number | undefined } = {},
): Promise<ProjectSubject> {
  const model = path.join(directory, 'model', 'model.onnx');
  const dockerfile = await readFile(path.join(directory, 'Dockerfile'), 'utf8').catch(() => '');
  return {
    name: answers.name,
    hostPort,
    baseImage: lastFrom(dockerfile) ?? answers.baseImage,
    modelBytes: card.source.bytes,
    readModel: () => explained(model, () => requireServable(model)),
    toRecord: await toRecord(directory),
  };
}

/** What the last stage starts FROM, by the Dockerfile, which the user may have edited; undefined where it is a variable. */
export function lastFrom(dockerfile: string): string | undefined {
  const froms = dockerfile.matchAll(/^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)/gim);
  const last = [...froms].at(-1)?.[1];
  return last?.includes('$') ? undefined : last;
}
