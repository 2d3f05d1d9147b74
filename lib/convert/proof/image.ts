import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Io } from '../../io/io.ts';
import { packageRoot } from '../../package.ts';
import { hashOf } from '../../sha256.ts';
import { buildImage } from '../../container/build/image.ts';
import type { Engine } from '../../container/engine/engine.ts';
import { findImage } from '../../container/engine/image.ts';
import { judgeBaseImage } from '../../container/values/base-image.ts';
import { CONVERT_LABEL } from '../../container/engine/labelled-images.ts';
import { discardStages } from '../sandbox/image.ts';

/** The repository of the images that answer as the service does. */
const PROOF = 'ml-docker-proof';

const SERVICE = path.join(packageRoot, 'templates', 'service');
const PROGRAM = path.join(packageRoot, 'templates', 'convert', 'proof', 'answer.mjs');
/** What of the service answers a request. */
const PARTS = ['package.json', 'package-lock.json', 'app.ts', 'src'];

/** Node and packages of the service, as its own Dockerfile installs them. */
function dockerfileOf(baseImage: string): string {
  const { npmImage, hasNpm, nodeFolder } = judgeBaseImage(baseImage);
  return `FROM ${hasNpm ? baseImage : npmImage} AS packages
LABEL io.github.ml-docker.stage=convert
USER 0:0
WORKDIR /app
COPY package.json package-lock.json ./
ENV ONNXRUNTIME_NODE_INSTALL=skip
ARG NPMRC=
RUN printenv NPMRC | npm ci \${NPMRC:+--userconfig=/dev/stdin} --cache=/tmp/npm --ignore-scripts \\
      --omit=dev --no-audit --no-fund --no-update-notifier \\
 && find node_modules/onnxruntime-node/bin/napi-v6 -mindepth 1 -maxdepth 1 ! -name linux -exec rm -r {} +
FROM ${baseImage}
LABEL ${CONVERT_LABEL}="the proof"
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY . .
ENV NODE_ENV=production HOME=/tmp ORT_DISABLE_TELEMETRY=1${nodeFolder === null ? '' : ` PATH=${nodeFolder}:$PATH`}
ENTRYPOINT []
CMD ["node", "answer.mjs"]
`;
}

/**
 * The image that answers rows as the service would: built once for each version of the service and base image.
 * @returns its name
 * @throws UserError  build-… (exit 1), as for the image of a project
 */
export async function proofImage(
  engine: Engine,
  baseImage: string,
  io: Io,
  signal?: AbortSignal,
): Promise<string> {
  const dockerfile = dockerfileOf(baseImage);
  const name = `${PROOF}:${(await keyOf(dockerfile)).slice(0, 12)}`;
  if ((await findImage(engine, name, signal)) !== undefined) return name;
  io.say('building the image that the answers are compared in, once for this version of ml-docker:');
  const directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-proof-'));
  try {
    await copyService(directory);
    await writeFile(path.join(directory, 'Dockerfile'), dockerfile);
    await buildImage(engine, { name, directory }, io, signal);
    return name;
  } finally {
    await rm(directory, { recursive: true, force: true });
    await discardStages(engine);
  }
}

/** Puts the service, and the program that asks it, into a folder; its packages have to be installed. */
export async function copyService(directory: string): Promise<void> {
  for (const part of PARTS)
    await cp(path.join(SERVICE, part), path.join(directory, part), { recursive: true });
  await cp(PROGRAM, path.join(directory, 'answer.mjs'));
}

/** Of all that is in it. */
async function keyOf(dockerfile: string): Promise<string> {
  const files = [PROGRAM];
  for (const part of PARTS) {
    const place = path.join(SERVICE, part);
    const below = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => undefined);
    if (below === undefined) files.push(place);
    else files.push(...below.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name)));
  }
  const hashes = files
    .sort()
    .map(async (file) => `${path.relative(packageRoot, file)} ${hashOf(await readFile(file))}`);
  return hashOf([dockerfile, ...(await Promise.all(hashes))].join('\n'));
}
