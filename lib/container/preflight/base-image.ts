import { UserError } from '../../errors.ts';
import { DEFAULT_BASE_IMAGE } from '../../defaults.ts';
import { judgeBaseImage, MIN_NODE } from '../values/base-image.ts';
import { call, linesOf } from '../engine/cli.ts';
import type { Engine } from '../engine/engine.ts';
import { kindOf } from '../engine/kinds.ts';
import { findImage, type Image } from '../engine/image.ts';
import { notice, ok, type Check, type Finding } from './check.ts';

/** Whether the service can run on the image that the last stage of the Dockerfile starts FROM. */
export const baseImageCheck: Check = {
  name: 'base image',
  purposes: ['build', 'doctor'],
  needsProject: true,
  async run({ project, findEngine, purpose, signal }) {
    const { baseImage } = project!;
    const { refusal } = judgeBaseImage(baseImage);
    if (refusal !== undefined) throw unfit(refusal);
    const engine = await findEngine();
    const image = await findImage(engine, baseImage, signal);
    // What only a look inside tells, the build finds out by itself, in its first step.
    if (purpose === 'build' && image === undefined) return ok(`${baseImage} is fetched by the build`);
    if (image === undefined) return askRegistry(engine, baseImage, signal);
    if (image.architecture !== engine.arch) return foreign(baseImage, image, engine);
    return purpose === 'build' ? ok(`${baseImage} is here`) : lookInside(engine, baseImage, signal);
  },
};

/** `docker pull --platform` has put the image for another processor in the place of the right one. */
function foreign(name: string, { architecture }: Image, { arch }: Engine): Finding {
  return notice(
    `${name} is here for ${architecture}, and the engine's machine is ${arch}`,
    'fetch the right one: ml-docker build --pull',
  );
}

const EXPRESSION =
  'JSON.stringify([process.versions.node, process.report.getReport().header.glibcVersionRuntime])';

/** What node in the image says of itself and of its C library; that of an official image is known by its name. */
async function lookInside(engine: Engine, image: string, signal?: AbortSignal): Promise<Finding> {
  const { isOfficial, nodeFolder } = judgeBaseImage(image);
  if (isOfficial || nodeFolder !== null) return ok(`${image} is here`);
  const args = ['run', '--rm', '--network', 'none', '--entrypoint', 'node', image, '-p', EXPRESSION];
  const { exitCode, stdout, stderr } = await call(engine.command, args, { signal });
  if (/executable file not found|no such file or directory/i.test(stderr)) {
    throw unfit(`${image} has no node in its PATH`);
  }
  if (exitCode !== 0) {
    return notice(
      `node in ${image} does not start: ${linesOf(stderr)[0] ?? `exit code ${exitCode}`}`,
      `see for yourself: ${engine.command} run --rm --entrypoint node ${image} --version`,
    );
  }
  const [node, glibc] = JSON.parse(stdout) as [string, string | undefined];
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1])) {
    throw unfit(`${image} has Node ${node}, and the service needs ${MIN_NODE.join('.')} or later`);
  }
  if (!glibc) throw unfit(`${image} has no glibc, as on Alpine, and ONNX Runtime needs it`);
  return ok(`${image} is here, with Node ${node} and glibc ${glibc}`);
}

/** Whether a build would find an image that the engine has not got yet. */
async function askRegistry(engine: Engine, image: string, signal?: AbortSignal): Promise<Finding> {
  if (!kindOf(engine).asksRegistry) return ok(`${image} is not here yet; the build fetches it`);
  const args = ['manifest', 'inspect', image];
  const { exitCode, stderr } = await call(engine.command, args, { signal, timeout: REGISTRY_TIMEOUT_MS });
  if (exitCode === 0) return ok(`${image} is not here yet; its registry has it`);
  if (/no such manifest|manifest unknown|not found|denied|unauthorized/i.test(stderr)) {
    throw new UserError({
      code: 'base-image-missing',
      what: `There is no image ${image}here or in its registry, or you have no access to it`,
      details: linesOf(stderr).slice(-3),
      next: ['take another one: ml-docker . --base-image REFERENCE', 'a private one: docker login'],
      exitCode: 1,
    });
  }
  return notice(
    `${image} is not here yet, and its registry could not be asked: ${linesOf(stderr).at(-1) ?? 'no answer'}`,
    `try it: ${engine.command} pull ${image}`,
  );
}

const REGISTRY_TIMEOUT_MS = 15_000;

function unfit(verdict: string): UserError {
  return new UserError({
    code: 'base-image-unfit',
    what: verdict,
    where: 'the last FROM in the Dockerfile',
    next: `start from another image: ml-docker . --base-image ${DEFAULT_BASE_IMAGE}`,
    exitCode: 1,
  });
}
