import { contentOf, sortedParts, type Entry } from '../layers/render.ts';
import type { Origin } from '../layers/template.ts';
import { jsonFault } from './json-fault.ts';
import type { LayerProblem } from './problem.ts';

/** A fault in what is emitted: the line is one of the emitted file. */
interface OutputFault {
  code: 'json' | 'dockerfile';
  line: number;
  message: string;
}

/**
 * What of the emitted files does not parse, where the layer is to blame: it brings the file, or the part.
 * @param entries  emitted path → what it is made from
 */
export async function outputProblems(
  entries: Map<string, Entry>,
  isOwn: (origin: Origin) => boolean,
): Promise<LayerProblem[]> {
  const problems: LayerProblem[] = [];
  for (const [target, entry] of entries) {
    const origins =
      entry.kind === 'whole' ? [entry.origin] : [...entry.parts.values()].map(({ origin }) => origin);
    const content = contentOf(entry);
    if (!origins.some(isOwn) || typeof content !== 'string') continue;
    for (const { code, line, message } of await faultsOf(target, content)) {
      const place = placeOf(entry, line);
      if (isOwn(place.origin))
        problems.push({
          code,
          file: place.origin.file,
          line: place.line,
          message: `${message} (in ${target})`,
        });
    }
  }
  return problems;
}

async function faultsOf(target: string, content: string): Promise<OutputFault[]> {
  const name = target.split('/').at(-1)!;
  if (name.endsWith('.json')) {
    const fault = jsonFault(content);
    return fault === undefined ? [] : [{ code: 'json', ...fault }];
  }
  if (!/^(?:.+\.)?(?:Dockerfile|Containerfile)(?:\..+)?$/.test(name) || name.endsWith('.dockerignore'))
    return [];
  const { dockerfileFaults } = await import('./dockerfile-faults.ts'); // a large package
  return dockerfileFaults(content).map((fault) => ({ code: 'dockerfile', ...fault }));
}

/** Where a line of an emitted file comes from: parts are joined with an empty line between them. */
function placeOf(entry: Entry, line: number): { origin: Origin; line: number } {
  if (entry.kind === 'whole') return { origin: entry.origin, line };
  let first = 1;
  let place = { origin: [...entry.parts.values()][0]!.origin, line };
  for (const { text, origin } of sortedParts(entry)) {
    if (line >= first) place = { origin, line: line - first + 1 };
    first += text.split('\n').length + 1;
  }
  return place;
}
