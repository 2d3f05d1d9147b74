import { UserError } from '../../errors.ts';
import type { Flags } from '../../interview/answers.ts';
import { extraLayers } from '../../interview/layer-names.ts';
import type { Io } from '../../io/io.ts';
import { templatesOf, type Template } from '../../layers/list.ts';
import { openLayers, recordedSource } from '../../layers/open.ts';
import { readManifest, type Manifest } from '../../project/manifest.ts';
import { findProject } from '../../project/project.ts';
import { checkTemplates } from './check.ts';
import { ejectTemplates } from './eject.ts';
import { wantedLayers } from '../layers.ts';

export interface TemplatesOptions {
  /** Absolute path of the working folder: a project, or not. */
  cwd: string;
  /** What to do, and with what. */
  positionals: string[];
  flags: Flags;
}

/** What `templates list --json` prints. */
export interface TemplateList {
  /** Lowest first. */
  layers: Manifest['layers'];
  files: Template[];
}

/**
 * `ml-docker templates`: which templates there are, a copy of one to change, and whether a layer is sound.
 * @throws UserError  (exit 2) for anything else than list, eject and check, and where one of them cannot be done
 */
export async function templates(options: TemplatesOptions, io: Io): Promise<unknown> {
  const [action = '', ...rest] = options.positionals;
  const { cwd, flags } = options;
  if (action === 'list' && rest.length === 0) return listTemplates(cwd, flags, io);
  if (action === 'eject') return ejectTemplates({ cwd, paths: rest, flags }, io);
  if (action === 'check' && rest.length <= 1) return checkTemplates({ cwd, folder: rest[0], flags }, io);
  throw new UserError({
    code: 'templates-action',
    what: `ml-docker templates ${action === '' ? 'needs to know what to do' : `cannot do "${options.positionals.join(' ')}"`}`,
    next: ['ml-docker templates list', 'ml-docker templates eject PATH…', 'ml-docker templates check [DIR]'],
  });
}

async function listTemplates(cwd: string, flags: Flags, io: Io): Promise<TemplateList> {
  const project = await findProject(cwd);
  const manifest = project && (await readManifest(cwd));
  const isHere = project !== undefined;
  const opened = await openLayers(
    wantedLayers(
      // Outside of a project, all there are.
      isHere ? flags : { ...flags, with: extraLayers() },
      { cwd, directory: isHere ? cwd : undefined, project, manifest },
    ),
  );
  try {
    const { layers } = opened;
    const list = {
      layers: layers.map(({ name, source, pin }) => ({
        name,
        ...(source !== undefined && { source: recordedSource(source, cwd) }),
        ...(pin !== undefined && { pin }),
      })),
      files: templatesOf(layers),
    };
    if (flags.json !== true) for (const line of describe(list)) io.say(line);
    return list;
  } finally {
    await opened.close();
  }
}

function describe({ layers, files }: TemplateList): string[] {
  const names = layers.map(({ name, source, pin }) => {
    const from = [source, pin].filter((text) => text !== undefined).join(' ');
    return from === '' ? name : `${name} (${from})`;
  });
  const width = Math.max(...files.map((file) => file.path.length));
  return [
    `Layers, lowest first: ${names.join(', ')}`,
    '',
    ...files.map((file) => `${file.path.padEnd(width)}  ${file.layer}`),
  ];
}
