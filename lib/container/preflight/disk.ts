import { statfs } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { formatBytes } from '../../io/text.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineInfo } from '../engine/info.ts';
import { findImage } from '../engine/image.ts';
import { notice, ok, type Check, type Surroundings } from './check.ts';

/**
 * What a first build writes beside the base image and the model, in bytes: `npm ci` 450 MB, and 60 MB for each of
 * two copies of what is left of it; measured with Docker's classic builder.
 */
const FIRST_BUILD = 600e6;
/** node:24-bookworm-slim, packed and unpacked. */
const BASE_IMAGE = 300e6;
/** A build that finds the packages of an earlier one. */
const REBUILD = 100e6;
/** What goes to the builder, and the copies in two stages and the image. */
const COPIES_OF_MODEL = 4;
/** A container writes its settings and its log. */
const CONTAINER = 20e6;
/** With less than this to spare it will soon be too little. */
const SPARE = 1e9;

/** Room for images, where the engine's disk can be seen from here. */
export const diskCheck: Check = {
  name: 'disk',
  purposes: ['build', 'run', 'doctor'],
  async run(around) {
    const [engine, info] = await Promise.all([around.findEngine(), around.info()]);
    const room = await roomOf(info);
    if (room === undefined) {
      return ok(`the engine's disk is not on this machine; what it holds: ${engine.command} system df`);
    }
    const needed = await neededFor(around, engine);
    if (room.free < needed) throw tooLittle(engine, room, needed);
    const said = `${formatBytes(room.free)} free in ${room.folder}`;
    if (room.free - needed >= SPARE) return ok(said);
    return notice(`only ${said}`, ...howToMakeRoom(engine));
  },
};

interface Room {
  folder: string;
  /** Bytes. */
  free: number;
}

/** The fullest of the engine's folders; undefined where they cannot be seen from here. */
async function roomOf({ isHere, folders, free }: EngineInfo): Promise<Room | undefined> {
  const rooms = isHere ? await Promise.all(folders.map(freeIn)) : [];
  const [fullest] = rooms.filter((room) => room !== undefined).sort((a, b) => a.free - b.free);
  return fullest ?? (free === undefined ? undefined : { folder: folders[0]!, free });
}

async function freeIn(folder: string): Promise<Room | undefined> {
  const stats = await statfs(folder).catch(() => undefined);
  return stats && { folder, free: stats.bavail * stats.bsize };
}

async function neededFor({ purpose, project, signal }: Surroundings, engine: Engine): Promise<number> {
  if (project === undefined) return FIRST_BUILD + BASE_IMAGE;
  const image = await findImage(engine, project.name, signal);
  if (purpose === 'run' && image !== undefined) return CONTAINER;
  const model = COPIES_OF_MODEL * project.modelBytes;
  if (image !== undefined) return REBUILD + model;
  const base = await findImage(engine, project.baseImage, signal);
  return FIRST_BUILD + model + (base === undefined ? BASE_IMAGE : 0);
}

function howToMakeRoom({ command }: Engine): string[] {
  return [
    `see what takes the room: ${command} system df`,
    `remove what nobody uses: ${command} system prune`,
  ];
}

function tooLittle(engine: Engine, { folder, free }: Room, needed: number): UserError {
  const what = needed === CONTAINER ? 'a container' : 'a build';
  return new UserError({
    code: 'disk-full',
    what: `The engine's disk has ${formatBytes(free)} left, and ${what} takes about ${formatBytes(needed)}`,
    where: folder,
    next: howToMakeRoom(engine),
    exitCode: 1,
  });
}
