import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildFailed, failedStep } from '../../../lib/container/build-failure.ts';
import type { UserError } from '../../../lib/errors.ts';

// The ends of real outputs of one build with a broken model, shortened.
const OUTPUTS = {
  'the classic builder': [
    'Step 8/25 : COPY src ./src',
    ' ---> a61c0e3b1b3f',
    'Step 9/25 : RUN node src/check.ts',
    ' ---> Running in 38f91d50fe40',
    '\u001b[91mThe model cannot be loaded: Protobuf parsing failed.',
    "\u001b[0mThe command '/bin/sh -c node src/check.ts' returned a non-zero code: 1",
  ],
  BuildKit: [
    '#14 [model 3/3] RUN node src/check.ts',
    '#14 sha256:8e9136ab43a9be84ae15f4285fa187d86682dfbb3613639fc3b16919325a6132',
    '#14 ...',
    '',
    '#10 [runtime 2/2] RUN arch=x64',
    '#10 DONE 0.7s',
    '',
    '#14 [model 3/3] RUN node src/check.ts',
    '#14 0.879 The model cannot be loaded: Protobuf parsing failed.',
    '#14 ERROR: executor failed running [/bin/sh -c node src/check.ts]: exit code: 1',
    '------',
    ' > [model 3/3] RUN node src/check.ts:',
    '------',
    'executor failed running [/bin/sh -c node src/check.ts]: exit code: 1',
  ],
  podman: [
    '[2/4] STEP 3/4: COPY src ./src',
    '--> 165a2d74406',
    '[2/4] STEP 4/4: RUN node src/check.ts',
    'The model cannot be loaded: Protobuf parsing failed.',
    'Error: building at STEP "RUN node src/check.ts": while running runtime: exit status 1',
  ],
};

async function failureOf(output: string): Promise<UserError> {
  const error = await buildFailed('docker build -t x .', output);
  const log = logOf(error);
  expect(readFileSync(log, 'utf8')).toBe(output);
  rmSync(path.dirname(log), { recursive: true });
  return error;
}

function logOf({ next }: UserError): string {
  return /^all of the output: (.*)$/.exec(next.at(-1)!)![1]!;
}

describe.each(Object.entries(OUTPUTS))('a failed build by %s', (_builder, lines) => {
  const output = lines.join('\n');

  it('is told by the step that failed, and by no other', () => {
    expect(failedStep(output)).toContain('The model cannot be loaded: Protobuf parsing failed.');
    expect(failedStep(output).join('\n')).not.toMatch(/COPY src|arch=x64|sha256|\u001b/);
  });

  it('is recognised as a model that does not load, and leaves a log of all of it', async () => {
    expect(await failureOf(output)).toMatchObject({ code: 'build-model', exitCode: 1 });
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
    ['pull access denied for nod, repository does not exist or may require docker login', 'build-base-image'],
    ['manifest for node:99 not found: manifest unknown: manifest unknown', 'build-base-image'],
    ['ERROR: failed to solve: node:99: docker.io/library/node:99: not found', 'build-base-image'],
    ['something that nobody has seen before', 'build-failed'],
  ])('%s', async (line, code) => {
    expect((await failureOf(`Step 1/2 : FROM node\n${line}`)).code).toBe(code);
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
