import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { Io } from '../../io/io.ts';
import { formatBytes } from '../../io/text.ts';
import { packageRoot } from '../../package.ts';
import { hashOf } from '../../sha256.ts';
import { buildImage } from '../../container/build/image.ts';
import { pipSettings } from '../../container/build/pip.ts';
import { STAGE_LABEL } from '../../container/build/stages.ts';
import { call, linesOf } from '../../container/engine/cli.ts';
import type { Engine } from '../../container/engine/engine.ts';
import { findImage, type Image } from '../../container/engine/image.ts';
import { aboutOf, dockerfileOf, requirementsText, type Requirements } from './dockerfile.ts';

/** The repository of all sandboxes; the tag says what is in one. */
const SANDBOX = 'ml-docker-convert';

const PROGRAM = path.join(packageRoot, 'templates', 'convert', 'program');

/** The files that a sandbox is built from, by name. */
export async function sandboxFiles(requirements: Requirements): Promise<Map<string, string>> {
  const found = await readdir(PROGRAM, { recursive: true });
  const names = found.filter((name) => name.endsWith('.py')).sort();
  const programs = names.map(async (name): Promise<[string, string]> => {
    const text = await readFile(path.join(PROGRAM, name), 'utf8');
    return [`program/${name.split(path.sep).join('/')}`, text];
  });
  return new Map([
    ['Dockerfile', dockerfileOf(requirements)],
    ['requirements.txt', requirementsText(requirements)],
    ...(await Promise.all(programs)),
  ]);
}

/** What an image made from these files is called: the same files, the same name. */
function sandboxName(files: Map<string, string>): string {
  return `${SANDBOX}:${hashOf(JSON.stringify([...files])).slice(0, 12)}`;
}

/**
 * The image for these requirements: one that was built before, or a new one, built with the network.
 * @throws UserError  convert-image (exit 1), with the end of the output
 */
export async function sandboxImage(
  engine: Engine,
  requirements: Requirements,
  io: Io,
  signal?: AbortSignal,
): Promise<Image & { name: string }> {
  const files = await sandboxFiles(requirements);
  const name = sandboxName(files);
  const kept = await findImage(engine, name, signal);
  if (kept !== undefined) return { ...kept, name };
  io.say(`building the image to convert in, once for ${aboutOf(requirements)}:`);
  const image = await build(engine, { name, files }, io, signal);
  io.say(
    `image ${name}: ${formatBytes(image.bytes)}, kept for the next time; to remove it: ${engine.command} rmi ${name}`,
  );
  return { ...image, name };
}

async function build(
  engine: Engine,
  { name, files }: { name: string; files: Map<string, string> },
  io: Io,
  signal?: AbortSignal,
): Promise<Image> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-convert-'));
  try {
    const { lines, certificates } = await pipSettings(signal);
    if (certificates !== undefined) await writeFile(path.join(directory, 'pip.pem'), certificates);
    for (const [file, content] of files) {
      await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
      await writeFile(path.join(directory, file), content);
    }
    const settings: Record<string, string> = lines.length > 0 ? { PIPCONF: lines.join('\n') } : {};
    return (await buildImage(engine, { name, directory, settings }, io, signal)).image;
  } catch (error) {
    throw error instanceof UserError ? notBuilt(error) : error;
  } finally {
    await rm(directory, { recursive: true, force: true });
    await discardStages(engine);
  }
}

/** Removes the stages that packages were installed in: nobody needs them again, and they know the settings of pip and npm. */
export async function discardStages(engine: Engine): Promise<void> {
  const filters = ['dangling=true', `label=${STAGE_LABEL}=convert`].flatMap((filter) => ['--filter', filter]);
  const { stdout } = await call(engine.command, ['images', '--quiet', '--no-trunc', ...filters]);
  for (const id of new Set(linesOf(stdout))) await call(engine.command, ['rmi', id]);
}

/** What pip says, and what helps; the first that fits. */
const CAUSES: [pattern: RegExp, next: string[]][] = [
  [
    /No matching distribution|Could not find a version/,
    [
      'see which index your pip uses: pip config list',
      'the image installs from the same: it must have these versions as wheels',
    ],
  ],
  [
    /CERTIFICATE_VERIFY_FAILED|SSLError/,
    [
      'tell pip on this machine which certificates to trust, the image follows: pip config set global.cert FILE',
    ],
  ],
  [
    /Temporary failure in name resolution|NewConnectionError|ConnectTimeout|ProxyError/,
    ['see that containers reach the network, and tell pip of a proxy: pip config set global.proxy URL'],
  ],
];

function notBuilt({ code, message, where, details, next }: UserError): UserError {
  const cause = CAUSES.find(([pattern]) => details.some((line) => pattern.test(line)));
  return new UserError({
    code: 'convert-image',
    what:
      cause === undefined && code !== 'build-failed'
        ? message
        : 'The image to convert the model in could not be built',
    ...(where !== undefined && { where }),
    details,
    next:
      cause?.[1] ??
      next
        .filter((line) => !/ml-docker (build|\.)|all of the output/.test(line))
        .concat('then run the same command again'),
    exitCode: 1,
  });
}
