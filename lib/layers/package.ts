import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors.ts';

/** More than templates ever are; a package that claims more is not unpacked. */
const MOST_FILES = 10_000;
const MOST_BYTES = 100 * 2 ** 20;

/**
 * Downloads a package from the npm registry that the user has configured. No script of it runs.
 * @param version  instead of the one that `spec` asks for
 * @throws UserError  layer-fetch (exit 2)
 */
export async function packPackage(
  spec: string,
  folder: string,
  version?: string,
): Promise<{ file: string; version: string }> {
  const wanted = version === undefined ? spec : `${spec.replace(/(?<=.)@.*$/, '')}@${version}`;
  const args = [
    'pack',
    wanted,
    '--json',
    '--ignore-scripts',
    '--loglevel=error',
    '--pack-destination',
    folder,
  ];
  const { execa } = await import('execa');
  const { failed, code, stdout, stderr } = await execa('npm', args, {
    cwd: folder,
    reject: false,
    stdin: 'ignore',
  });
  if (failed) {
    throw new UserError({
      code: 'layer-fetch',
      what: code === 'ENOENT' ? 'npm was not found on this machine' : 'The templates could not be fetched',
      where: `npm:${wanted}`,
      details: stderr.trim().split('\n').slice(-5),
      next: `see whether npm finds it: npm view ${wanted}`,
    });
  }
  const [packed] = JSON.parse(stdout) as [{ filename: string; version: string }];
  return { file: path.join(folder, packed.filename), version: packed.version };
}

/**
 * Unpacks the folder `layer` of a package (`package/layer/` in the .tgz), and nothing else of it.
 * @returns the folder of the layer
 * @throws UserError  layer-fetch, layer-folder, layer-link (exit 2)
 */
export async function unpackLayer(file: string, folder: string): Promise<string> {
  const { extract } = await import('tar');
  const directory = path.join(folder, 'layer');
  let links: string[] = [];
  let count = 0;
  let bytes = 0;
  try {
    await extract({
      file,
      cwd: folder,
      strip: 1,
      strict: true,
      filter: (name, entry) => {
        if (!/^[^/]+\/layer\//.test(name)) return false;
        const { type, size } = entry as { type?: string; size: number };
        if (type === 'SymbolicLink' || type === 'Link') links = [...links, name];
        count += 1;
        bytes += size;
        return count <= MOST_FILES && bytes <= MOST_BYTES && links.length === 0;
      },
    });
  } catch (error) {
    throw unusable(file, {
      code: 'layer-fetch',
      what: `The package cannot be unpacked: ${(error as Error).message}`,
    });
  }
  if (links.length > 0)
    throw unusable(file, { code: 'layer-link', what: `The package holds a link: ${links[0]}` });
  if (count > MOST_FILES || bytes > MOST_BYTES)
    throw unusable(file, { code: 'layer-fetch', what: 'The package is too large' });
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw unusable(file, {
      code: 'layer-folder',
      what: 'The package has no folder "layer" with templates',
    });
  }
  return directory;
}

function unusable(file: string, { code, what }: { code: string; what: string }): UserError {
  return new UserError({
    code,
    what,
    where: file,
    next: 'templates are plain files in a folder layer/ of the package, as npm pack makes it',
  });
}
