/** One fault of a layer. */
export interface LayerProblem {
  code:
    | 'layer-json'
    | 'layer-path'
    | 'layer-link'
    | 'layer-parts'
    | 'unknown-variable'
    | 'template'
    | 'json'
    | 'dockerfile'
    | 'ejected-behind'
    | 'ejected-gone';
  /** Path in the layer, with `/`. */
  file: string;
  /** From 1; absent where the fault is in the name, or in no line. */
  line?: number;
  message: string;
  /** What belongs to it: a diff. */
  details?: string[];
}

/** As it is printed: `Dockerfile.d/20-build.ejs:3: …` */
export function problemLines({ file, line, message, details = [] }: LayerProblem): string[] {
  const place = line === undefined ? file : `${file}:${line}`;
  return [`${place}: ${message}`, ...details.map((detail) => `    ${detail}`)];
}
