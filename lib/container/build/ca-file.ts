import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';

/** The Dockerfile's first COPY takes it along with .npmrc, into a stage that is not in the image. */
const LENT = '.npmrc.ca.pem';

/**
 * Runs `work` while a file with certificates lies in the project, where the build finds it; without one, just runs
 * it. Afterwards it is gone, so that it gets into no commit.
 * @param file  absolute
 * @throws UserError  ca-file (exit 2) where it is not there, or no PEM file
 */
export async function withCaFile<T>(
  { directory, caFile: file }: { directory: string; caFile?: string | undefined },
  work: () => Promise<T>,
): Promise<T> {
  if (file === undefined) return work();
  const lent = path.join(directory, LENT);
  await writeFile(lent, await readCertificates(file));
  try {
    return await work();
  } finally {
    await rm(lent, { force: true });
  }
}

/**
 * The text of a file with certificates.
 * @param file  absolute
 * @throws UserError  ca-file (exit 2)
 */
export async function readCertificates(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError({
      code: 'ca-file',
      what: `The certificates cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`,
      where: `--ca-file ${file}`,
      next: 'give the PEM file that your company has for it: --ca-file company-ca.pem',
    });
  });
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new UserError({
    code: 'ca-file',
    what: 'The file has no certificate in PEM format, which begins with -----BEGIN CERTIFICATE-----',
    where: `--ca-file ${file}`,
    next: `if it is in DER format: openssl x509 -inform der -in ${path.basename(file)} -out ca.pem`,
  });
}
