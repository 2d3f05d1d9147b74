import { editedSince } from '../container/build/image-outdated.ts';
import type { Image } from '../container/engine/image.ts';
import type { Io } from '../io/io.ts';
import type { Project } from '../project/project.ts';

/**
 * Who edits a file and then runs or pushes, expects the edit to be in it: says where it is not.
 * @param command  what to type again after a build: `ml-docker run`
 */
export async function tellOutdated(
  image: Image,
  { answers, directory }: Project,
  command: string,
  io: Io,
): Promise<void> {
  const [newest, ...others] = await editedSince(image, directory);
  if (newest === undefined) return;
  const more = others.length === 0 ? '' : `, with ${others.length} more,`;
  io.say(`notice: ${newest}${more} was edited after the image ${answers.name} was built`);
  io.say(`  to have that in it: ml-docker build && ${command}`);
}
