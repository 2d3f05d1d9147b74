import { DockerfileParser, Env, JSONInstruction } from 'dockerfile-ast';

/** How an image of a project runs. */
export interface ImageRun {
  env: Record<string, string>;
  command: string[];
  /** What a build does once with the project's own programs. */
  steps: string[][];
}

/** Where a project is in its image. */
const APP = '/app';

/** Reads from a project's Dockerfile what its image runs, with the project's folder in the place of /app. */
export function imageRun(dockerfile: string, project: string): ImageRun {
  const here = (text: string): string => text.replace(new RegExp(`(?<=^|=)${APP}(?=/|$)`), project);
  const run: ImageRun = { env: {}, command: [], steps: [] };
  for (const instruction of DockerfileParser.parse(dockerfile).getInstructions()) {
    const keyword = instruction.getKeyword();
    // Only what the last stage says is in the image.
    if (keyword === 'FROM') run.env = {};
    if (instruction instanceof Env) {
      for (const property of instruction.getProperties()) {
        run.env[property.getName()] = here(property.getValue() ?? '');
      }
    }
    if (!(instruction instanceof JSONInstruction)) continue;
    const words = instruction.getJSONStrings().map((one) => here(JSON.parse(one.getValue()) as string));
    if (keyword === 'CMD') run.command = words;
    if (keyword === 'RUN' && words[0] === 'node' && words.some((word) => word.startsWith('src/'))) {
      run.steps.push(words);
    }
  }
  return run;
}
