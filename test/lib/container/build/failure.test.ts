import { describe, expect, it } from 'vitest';
import type { BuildRequest } from '../../../../lib/container/build/arguments.ts';
import { buildFailed, failedStep } from '../../../../lib/container/build/failure.ts';
import type { UserError } from '../../../../lib/errors.ts';

// The ends of real outputs of one build with a broken model, shortened.
const OUTPUTS = {
  'the classic builder': [
    'Step 8/25 : COPY src ./src',
    ' ---> a61c0e3b1b3f',
    'Step 9/25 : RUN node src/serving/check.ts',
    ' ---> Running in 38f91d50fe40',
    '\u001b[91mThe model cannot be loaded: Protobuf parsing failed.',
    "\u001b[0mThe command '/bin/sh -c node src/serving/check.ts' returned a non-zero code: 1",
  ],
  BuildKit: [
    '#14 [model 3/3] RUN node src/serving/check.ts',
    '#14 sha256:8e9136ab43a9be84ae15f4285fa187d86682dfbb3613639fc3b16919325a6132',
    '#14 ...',
    '',
    '#10 [runtime 2/2] RUN arch=x64',
    '#10 DONE 0.7s',
    '',
    '#14 [model 3/3] RUN node src/serving/check.ts',
    '#14 0.879 The model cannot be loaded: Protobuf parsing failed.',
    '#14 ERROR: executor failed running [/bin/sh -c node src/serving/check.ts]: exit code: 1',
    '------',
    ' > [model 3/3] RUN node src/serving/check.ts:',
    '------',
    'executor failed running [/bin/sh -c node src/serving/check.ts]: exit code: 1',
  ],
  podman: [
    '[2/4] STEP 3/4: COPY src ./src',
    '--> 165a2d74406',
    '[2/4] STEP 4/4: RUN node src/serving/check.ts',
    'The model cannot be loaded: Protobuf parsing failed.',
    'Error: building at STEP "RUN node src/serving/check.ts": while running runtime: exit status 1',
  ],
};

async function failureOf(output: string, request: Partial<BuildRequest> = {}): Promise<UserError> {
  const engine = { name: 'docker' as const, command: 'docker', version: '20.10', arch: 'amd64' };
  const where = 'docker build -t x .';
  const asked = { name: 'x', directory: process.cwd(), ...request };
  const error = await buildFailed(output, { where, log: '/x/build.log', engine, request: asked });
  expect(error).toMatchObject({ where, exitCode: 1 });
  expect(error.next.at(-1)).toBe('all of the output: /x/build.log');
  return error;
}

describe.each(Object.entries(OUTPUTS))('a failed build by %s', (_builder, lines) => {
  const output = lines.join('\n');

  it('is told by the step that failed, and by no other', () => {
    expect(failedStep(output)).toContain('The model cannot be loaded: Protobuf parsing failed.');
    expect(failedStep(output).join('\n')).not.toMatch(/COPY src|arch=x64|sha256|\u001b/);
  });

  it('is recognised as a model that does not load, and names the log', async () => {
    expect(await failureOf(output)).toMatchObject({
      code: 'build-model',
      details: ['The model cannot be loaded: Protobuf parsing failed.'],
      exitCode: 1,
    });
  });
});

describe('known causes', () => {
  it.each([
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'build-tls'],
    ['npm error reason: getaddrinfo ENOTFOUND registry.example', 'build-network'],
    ['Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host', 'build-network'],
    ['write /app/x: no space left on device', 'build-disk-full'],
    ["The command '/bin/sh -c npm ci' returned a non-zero code: 137", 'build-memory'],
    ['ONNX Runtime cannot be loaded: libc.musl-x86_64.so.1: cannot open shared object file', 'build-runtime'],
    ['executor failed running [/bin/sh -c node src/serving/check.ts]: exit code: 137', 'build-memory'],
    ['pull access denied for nod, repository does not exist or may require docker login', 'build-base-image'],
    ['manifest for node:99 not found: manifest unknown: manifest unknown', 'build-base-image'],
    ['ERROR: failed to solve: node:99: docker.io/library/node:99: not found', 'build-base-image'],
    ['npm error code E401', 'build-npm-login'],
    ['npm error code ETARGET', 'build-npm-package'],
    ['/bin/sh: 1: npm: not found', 'build-base-npm'],
    ['Get "https://registry.example/v2/": x509: certificate signed by unknown authority', 'build-engine-tls'],
    ['The base image has Node 20.20.2; the service needs 22.18 or later.', 'build-base-node'],
    ['The base image has no glibc (Alpine has musl instead); ONNX Runtime needs it.', 'build-base-libc'],
    [
      'OCI runtime create failed: exec: "node": executable file not found in $PATH: unknown',
      'build-base-node',
    ],
    ['exec /usr/local/bin/node: exec format error', 'build-platform'],
    ['failed to solve: no match for platform in manifest sha256:0: not found', 'build-platform'],
    ['/bin/sh: 1: /venv/bin/pip: not found', 'build-failed'],
    ['something that nobody has seen before', 'build-failed'],
  ])('%s', async (line, code) => {
    expect((await failureOf(`Step 1/2 : FROM node\n${line}`)).code).toBe(code);
  });

  it('names the flag that lets npm trust a company’s certificate, or says that the file is not the right one', async () => {
    const line = 'Step 1/2 : FROM node\nnpm error code UNABLE_TO_VERIFY_LEAF_SIGNATURE';
    expect((await failureOf(line)).next[0]).toMatch(/ml-docker build --ca-file \S+/);
    expect((await failureOf(line, { caFile: '/x/ca.pem' })).next[0]).toContain(
      'not among those in /x/ca.pem',
    );
  });

  it('tells a base image that ONNX Runtime does not start on from a model that does not load', async () => {
    const error = await failureOf(
      [
        'Step 9/25 : RUN node src/serving/check.ts',
        ' ---> Running in 6e0f9a4d3b21',
        '\u001b[91mONNX Runtime cannot be loaded: libc.musl-x86_64.so.1: cannot open shared object file',
        "\u001b[0mThe command '/bin/sh -c node src/serving/check.ts' returned a non-zero code: 1",
      ].join('\n'),
    );
    expect(error).toMatchObject({
      code: 'build-runtime',
      details: ['ONNX Runtime cannot be loaded: libc.musl-x86_64.so.1: cannot open shared object file'],
    });
  });

  it('shows of npm’s long words only which packages the lock lacks', async () => {
    const error = await failureOf(
      [
        'Step 5/25 : RUN npm ci',
        'npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.',
        'npm error Missing: leven@4.1.0 from lock file',
        'npm error Options:',
      ].join('\n'),
    );
    expect(error).toMatchObject({
      code: 'build-lock',
      details: ['npm error Missing: leven@4.1.0 from lock file'],
    });
  });
});
