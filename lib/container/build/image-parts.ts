import { call, linesOf } from '../engine/cli.ts';
import type { Engine } from '../engine/engine.ts';
import { engineFailed } from '../engine/failure.ts';
import { kindOf } from '../engine/kinds.ts';
import type { Image } from '../engine/image.ts';

/** What an image is made of, in bytes; together they are the size that the engine gives for it. */
export interface ImagePart {
  part: PartName;
  bytes: number;
}

/**
 * `runtime` is ONNX Runtime, `dependencies` are the other packages, `found` is what the build found out about the model and
 * compiled, `other` is what an edited Dockerfile adds, and
 * `bookkeeping` what the engine counts beside the layers: podman the image's own description.
 */
export type PartName =
  'base' | 'runtime' | 'dependencies' | 'model' | 'code' | 'found' | 'other' | 'bookkeeping';

/** The layers that the Dockerfile copies onto the base image, in its order. 0.1.0 had those of `ALWAYS`. */
const ALWAYS = ['runtime', 'dependencies', 'model', 'code'] as const;
const LAYERS = [...ALWAYS, 'found'] as const;

/** One line of `docker history`. */
export interface HistoryEntry {
  /** The instruction, as the builder wrote it. */
  createdBy: string;
  bytes: number;
}

/** The size of an image, and what it is made of. */
export interface ImageSize {
  /** The sum of all parts. */
  bytes: number;
  /** The engine's command that gives this figure. */
  countedBy: 'image inspect' | 'history';
  parts: ImagePart[];
}

/** More than this beside the layers is not bookkeeping, but another way to count. */
const MOST_BOOKKEEPING = 1e6;

/** The parts of an image, by the engine's own history of its layers. */
export async function imageSize(engine: Engine, image: Image, signal?: AbortSignal): Promise<ImageSize> {
  return sizeOf(await history(engine, image.id, signal), image.bytes);
}

/**
 * @param entries  the newest first, as engines list them
 * @param inspected  the size by `image inspect`: with classic storage the same as the sum of the history; with
 *   containerd's it is that of the layers as they are stored, packed, and the history tells what they take unpacked
 */
export function sizeOf(entries: HistoryEntry[], inspected: number): ImageSize {
  const layers = sum(entries);
  const isSum = inspected >= layers && inspected - layers < MOST_BOOKKEEPING;
  const bytes = isSum ? inspected : layers;
  return { bytes, countedBy: isSum ? 'image inspect' : 'history', parts: partsOf(entries, bytes) };
}

function partsOf(entries: HistoryEntry[], total: number): ImagePart[] {
  // The first instruction of the last stage, after its FROM.
  const first = entries.findIndex(({ createdBy }) => createdBy.includes('LABEL io.github.ml-docker.name='));
  const own = entries.slice(0, first + 1).reverse();
  const copies = own.filter(({ createdBy }) => isOurCopy(createdBy));
  const nameOf = (entry: HistoryEntry): PartName => {
    // The folder itself: nothing, or a block on the disk.
    if (/WORKDIR \/app/.test(entry.createdBy)) return 'code';
    const isKnown =
      copies.length >= ALWAYS.length && copies.length <= LAYERS.length && copies.includes(entry);
    return isKnown ? LAYERS[copies.indexOf(entry)]! : 'other';
  };
  const sizes = new Map<PartName, number>([['base', sum(entries.slice(first + 1))]]);
  for (const name of ALWAYS) sizes.set(name, 0);
  for (const entry of own) sizes.set(nameOf(entry), (sizes.get(nameOf(entry)) ?? 0) + entry.bytes);
  sizes.set('bookkeeping', total - sum(entries));
  const isThere = ([name, bytes]: [PartName, number]): boolean =>
    bytes !== 0 || (ALWAYS as readonly PartName[]).includes(name);
  return [...sizes].filter(isThere).map(([part, bytes]) => ({ part, bytes }));
}

/**
 * Copies to `/`, which nobody else does so soon: BuildKit keeps where from, `COPY /layers/model / # buildkit`, the
 * others where to, `/bin/sh -c #(nop) COPY dir:… in / `.
 */
function isOurCopy(createdBy: string): boolean {
  return /COPY (--\S+ )*\/layers\/\w+ \/ |COPY (--\S+)?dir:\w+ in \/ *$/.test(createdBy);
}

function sum(entries: HistoryEntry[]): number {
  return entries.reduce((all, { bytes }) => all + bytes, 0);
}

async function history(engine: Engine, id: string, signal: AbortSignal | undefined): Promise<HistoryEntry[]> {
  const { format, isList } = kindOf(engine).history;
  const args = ['history', '--no-trunc', '--human=false', '--format', format, id];
  const { exitCode, stdout, stderr } = await call(engine.command, args, { signal });
  if (exitCode !== 0) throw engineFailed(engine, args, stderr);
  const entries = isList
    ? (JSON.parse(stdout) as Entry[])
    : linesOf(stdout).map((line) => JSON.parse(line) as Entry);
  return entries.map(({ CreatedBy = '', Size, size }) => ({
    createdBy: CreatedBy,
    bytes: Number(Size ?? size ?? 0),
  }));
}

/** docker writes sizes as text, podman as numbers under another key. */
interface Entry {
  CreatedBy?: string;
  Size?: string;
  size?: number;
}
