import { execa } from 'execa';

/** The unnamed images that the stages of a project's builds have left. */
export function stageIds(engine: string, name: string): Promise<string[]> {
  return unnamed(engine, `io.github.ml-docker.stage=${name}`);
}

/** Removes all unnamed images of a project: stages, and images that have lost their name to a later one. */
export async function removeStages(engine: string, name: string): Promise<void> {
  const old = await unnamed(engine, `io.github.ml-docker.name=${name}`);
  for (const id of [...old, ...(await stageIds(engine, name))]) {
    await execa(engine, ['rmi', '-f', id], { reject: false });
  }
}

async function unnamed(engine: string, label: string): Promise<string[]> {
  const filters = ['--filter', 'dangling=true', '--filter', `label=${label}`];
  const { stdout } = await execa(engine, ['images', '-q', ...filters]);
  return [...new Set(stdout.split('\n').filter((id) => id !== ''))];
}
