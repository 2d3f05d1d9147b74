import { DockerfileParser, type Cmd, type Env, type JSONInstruction } from 'dockerfile-ast';

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
  const here = (text: string): string => text.replace(new RegExp(`^${APP}(?=/|$)`), project);
  const run: ImageRun = { env: {}, command: [], steps: [] };
  for (const instruction of DockerfileParser.parse(dockerfile).getInstructions()) {
    const keyword = instruction.getKeyword();
    // Only what the last stage says is in the image.
    if (keyword === 'FROM') run.env = {};
    if (keyword === 'ENV') {
      for (const property of (instruction as Env).getProperties()) {
        run.env[property.getName()] = here(property.getValue() ?? '');
      }
    }
    if (keyword === 'CMD') run.command = words(instruction as Cmd).map(here);
    if (keyword === 'RUN') {
      const step = words(instruction as JSONInstruction);
      if (step[0] === 'node' && step.some((word) => word.startsWith('src/'))) run.steps.push(step.map(here));
    }
  }
  return run;
}

function words(instruction: JSONInstruction): string[] {
  return instruction.getJSONStrings().map((string) => JSON.parse(string.getValue()) as string);
}
