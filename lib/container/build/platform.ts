import { UserError } from '../../errors.ts';
import type { Builder } from './builder.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * Whether this builder can make an image for that platform at all.
 * @param platform  `linux/arm64`
 * @throws UserError  build-platform (exit 1): the classic builder makes images for its own processor only
 */
export function checkPlatform(engine: Engine, builder: Builder, platform: string | undefined): void {
  if (platform === undefined || builder !== 'classic' || platform.endsWith(`/${engine.arch}`)) return;
  throw new UserError({
    code: 'build-platform',
    what: `Docker's classic builder makes images for its own processor only, linux/${engine.arch}`,
    where: `--platform ${platform}`,
    next: [
      'install the plugin buildx, which brings BuildKit: https://docs.docker.com/go/buildx/',
      'or build with podman: add --engine podman',
    ],
    exitCode: 1,
  });
}

/** The image came out for another processor than was asked for; it does not keep the name. */
export function wrongPlatform(where: string, { wanted, got }: { wanted: string; got: string }): UserError {
  return new UserError({
    code: 'build-platform',
    what: `The image was built for linux/${got}, but ${wanted} was asked for`,
    where,
    details: ['Its base image has nothing else to offer, or only the one that the engine has already.'],
    next: [
      `see what the base image is available for: docker manifest inspect REFERENCE`,
      'take another one: ml-docker . --base-image REFERENCE',
    ],
    exitCode: 1,
  });
}
