import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withCaFile } from '../../../../lib/container/build/ca-file.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('--ca-file', () => {
  let directory: string;
  let caFile: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
    caFile = path.join(directory, 'company.pem');
    await writeFile(caFile, PEM);
  });
  afterEach(() => rm(directory, { recursive: true }));
  const lent = (): string => path.join(directory, '.npmrc.ca.pem');

  it('lies in the project while the build runs, and no longer', async () => {
    expect(await withCaFile({ directory, caFile }, () => readFile(lent(), 'utf8'))).toBe(PEM);
    expect(existsSync(lent())).toBe(false);
  });

  it('is gone as well after a build that failed', async () => {
    const failed = withCaFile({ directory, caFile }, () => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
    expect(existsSync(lent())).toBe(false);
  });

  it('is refused where it is not there or no PEM file, before anything is built', async () => {
    const built = (file: string) =>
      withCaFile({ directory, caFile: file }, () => Promise.reject(new Error('built')));
    await expect(built(path.join(directory, 'no'))).rejects.toMatchObject({ code: 'ca-file', exitCode: 2 });
    await writeFile(caFile, Buffer.from([0x30, 0x82, 0x01]));
    await expect(built(caFile)).rejects.toMatchObject({
      code: 'ca-file',
      next: [expect.stringContaining('openssl x509 -inform der -in company.pem')],
    });
  });
});
