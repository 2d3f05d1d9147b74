import { parseAllDocuments } from 'yaml';
import type { Answers } from '../../lib/interview/answers.ts';
import { iris } from './container/iris.ts';

/** A manifest as it is parsed: what is looked at in it is named by the test. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Manifest = any;

/** The YAML files of a project of sample:iris below a folder, by path, each strictly parsed. */
export async function manifests(folder: string, answers: Partial<Answers>): Promise<Map<string, Manifest>> {
  const { files } = await iris(answers);
  const found = [...files].filter(([file]) => file.startsWith(folder) && /\.ya?ml$/.test(file));
  return new Map(found.map(([file, content]) => [file.slice(folder.length), only(file, String(content))]));
}

function only(file: string, text: string): Manifest {
  const documents = parseAllDocuments(text, { strict: true, uniqueKeys: true });
  const faults = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (documents.length !== 1 || faults.length > 0) throw new Error(`${file}: ${faults.join('; ')}`);
  return documents[0]!.toJS();
}
