import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { builderOf } from '../../../../lib/container/build/builder.ts';
import { outside } from '../../../../lib/container/build/network.ts';
import { findEngine } from '../../../../lib/container/engine/engine.ts';
import { noAnswer, notInstalled } from '../../../../lib/container/engine/errors.ts';
import { hostAddress } from '../../../../lib/container/engine/host.ts';
import { engineInfo } from '../../../../lib/container/engine/info.ts';
import { kinds } from '../../../../lib/container/engine/kinds.ts';
import { docker } from '../../../../lib/container/engine/docker.ts';
import { pushFailed } from '../../../../lib/container/push/causes.ts';
import { typedFlags } from '../../../../lib/interview/typed-flags.ts';
import { emptyFolder } from '../../../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory: folder, remove } = await emptyFolder());
  kinds.crane = {
    ...docker,
    install: 'install crane: https://crane.example',
    question: ['hello'],
    read: (answer, command) => ({ name: 'crane', command, version: '9', arch: 'arm64', ...answer }),
    readInfo: (info) => ({ system: 'Crane OS', isHere: false, folders: [], ...info }),
    endpoint: { variable: 'CRANE_HOST' },
    whenSilent: () => ['crane wake'],
    builder: 'buildkit',
    hostInside: 'host.crane.internal',
    push: { ...docker.push, certificates: '/etc/crane/certs.d' },
  };
});
afterEach(async () => {
  delete kinds.crane;
  vi.unstubAllEnvs();
  await remove();
});

// A shell script stands for the program.
describe.skipIf(process.platform === 'win32')('a further engine', () => {
  it('is one record, and everything that asks an engine has it', async () => {
    const program = path.join(folder, 'crane');
    await writeFile(program, '#!/bin/sh\n[ "$1" = hello ] && echo \'{"version":"10"}\' || echo \'{}\'\n');
    await chmod(program, 0o755);
    vi.stubEnv('PATH', `${folder}${path.delimiter}${process.env.PATH}`);
    vi.stubEnv('CRANE_HOST', 'tcp://crane.example:9');
    expect(typedFlags({ engine: 'crane' }, ['engine'])).toEqual({ engine: 'crane' });
    const engine = await findEngine('crane');
    expect(engine).toEqual({ name: 'crane', command: 'crane', version: '10', arch: 'arm64' });
    expect(await engineInfo(engine)).toMatchObject({ system: 'Crane OS' });
    expect(await hostAddress(engine)).toBe('crane.example');
    expect(await builderOf(engine)).toBe('buildkit');
    expect(outside('http://localhost:3128', engine)).toBe('http://host.crane.internal:3128');
    const target = {
      reference: 'r.example/a',
      registry: 'r.example',
      repository: 'r.example/a',
      tag: 'latest',
    };
    const refused = pushFailed(engine, target, { args: [], output: 'x509: unknown authority' });
    expect(refused.next[0]).toContain('/etc/crane/certs.d/r.example/ca.crt');
  });

  it('has its own words where it is missing or does not answer', () => {
    expect(notInstalled(['crane']).next[0]).toBe('install crane: https://crane.example');
    expect(noAnswer('crane', 'connection refused', 'linux', '').next).toEqual(['crane wake']);
    expect(noAnswer('crane', 'connection refused', 'linux', 'tcp://x').next[0]).toContain(
      'CRANE_HOST is tcp://x',
    );
  });
});
