import { formatJson } from '../json.ts';
import { shellWord } from '../io/shell.ts';
import { containedFlags } from '../container/run/contained.ts';
import { formatReport, type Report } from './report.ts';
import type { Requirements } from './sandbox/dockerfile.ts';
import { sandboxFiles } from './sandbox/image.ts';
import type { Request } from './sandbox/pack.ts';
import { SANDBOX_LIMITS } from './sandbox/run.ts';

/** The folder of a project that holds how its model was converted. */
const FOLDER = 'convert/';

/** Whether an emitted path tells how the model was converted. */
export function isOfConversion(file: string): boolean {
  return file.startsWith(FOLDER);
}

/** What a project keeps of a conversion, by emitted path: all that it takes to read and to repeat it. */
export async function projectFiles({
  requirements,
  request,
  report,
}: {
  requirements: Requirements;
  request: Request;
  report: Report;
}): Promise<Map<string, string>> {
  const files = [
    ...(await sandboxFiles(requirements)),
    ['request.json', formatJson(request)],
    ['report.json', formatReport(report)],
    ['README.md', readme(request, report)],
  ] as [string, string][];
  return new Map(files.map(([name, content]) => [`${FOLDER}${name}`, content]));
}

function readme(
  { file, data, entry, shapes }: Request,
  { framework, frameworkVersion, model, way, proof }: Report,
): string {
  const from = [framework, frameworkVersion].filter((part) => part !== null).join(' ');
  const flags = containedFlags({ limits: SANDBOX_LIMITS });
  const options = [
    ...(data === null ? [] : [' --data FILE']),
    ...(entry === null ? [] : [` --entry ${shellWord(entry)}`]),
    ...(shapes === null ? [] : [` --shapes ${shellWord(shapes)}`]),
    ...(proof.accepted ? [' --accept-differences'] : []),
  ];
  const inTar = ['request.json', `model/${file}`, ...(data === null ? [] : [data])].join(' ');
  return `# How the model was converted

\`model/model.onnx\` was made from \`${file}\`${from === '' ? '' : ` (${from}${model === null ? '' : `, ${model}`})`}: ${way}.

${proof.accepted ? '**It does not answer as the original, and was taken all the same** (\`--accept-differences\`): ' : 'Its answers were compared with those of the original: '}${proof.summary}. \`report.json\` has the figures, every way that was tried, and the rows in which the two differ most.

The file was opened in a container that reaches neither the network nor a disk. To convert it again, or another one in its place:

\`\`\`
ml-docker convert ${shellWord(file)}${options.join('')}
\`\`\`

The same by hand, with the model's file in a folder \`model\` beside \`request.json\`:

\`\`\`
docker build -t model-convert .
tar -c ${inTar} | docker run --rm -i \\
  ${flags.join(' ').replaceAll(' --', ' \\\n  --')} \\
  model-convert | tar -x
\`\`\`

\`answer.json\` says what came of it, \`candidates/\` has an ONNX file for each way that was tried, and \`original.json\` the original's own answers to the rows of \`rows/\`.
`;
}
