import { existsSync } from 'node:fs';
import { UserError } from '../../errors.ts';
import type { Engine } from '../engine/engine.ts';
import { findImage, type Image } from '../engine/image.ts';
import { notice, ok, type Check, type Surroundings } from './check.ts';

/** Whether there is an image of the project, and whether the engine's machine can run it. */
export const imageCheck: Check = {
  name: 'image',
  purposes: ['run', 'push', 'doctor'],
  needsProject: true,
  async run(around) {
    const { name } = around.project!;
    const engine = await around.findEngine();
    const image = await findImage(engine, name, around.signal);
    if (image === undefined) {
      if (around.purpose === 'push') throw imageMissing(name);
      return ok(`there is no image ${name}:latest yet; ml-docker build makes it`);
    }
    const isForeign = image.architecture !== engine.arch;
    if (isForeign && around.purpose !== 'push') return foreign(around, engine, image);
    return ok(`${name}:latest is here, for ${image.architecture}`);
  },
};

/** Where Linux says which foreign programs it can run; Debian's package qemu-user-static puts this there. */
const BINFMT: Record<string, string> = {
  amd64: '/proc/sys/fs/binfmt_misc/qemu-x86_64',
  arm64: '/proc/sys/fs/binfmt_misc/qemu-aarch64',
};

/** Where it is certain that the image cannot start, that is a problem; elsewhere it may, by emulation. */
async function foreign(
  { project, info }: Surroundings,
  { arch }: Engine,
  { architecture }: Image,
): Promise<ReturnType<typeof notice>> {
  const { name } = project!;
  const what = `${name}:latest is for ${architecture}, and the engine's machine is ${arch}`;
  const next = `build it for this machine: ml-docker build`;
  const canEmulate = existsSync(BINFMT[architecture] ?? '') || !(await info()).isHere;
  if (canEmulate) return notice(`${what}; where it starts, it is emulated and slow`, next);
  throw new UserError({ code: 'image-foreign', what, next, exitCode: 1 });
}

function imageMissing(name: string): UserError {
  return new UserError({
    code: 'image-missing',
    what: `There is no image ${name}:latest to push`,
    next: 'make it: ml-docker build',
    exitCode: 1,
  });
}
