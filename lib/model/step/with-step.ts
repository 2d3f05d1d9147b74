import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { preprocessFile } from '../../preprocess/file.ts';
import type { FoundStep } from '../../preprocess/find.ts';
import { sha256OfFile } from '../../sha256.ts';
import type { ChosenModel } from '../model.ts';

/** A model with what comes before it and after it: its settings, and the files that go with them when it is copied. */
export function withStep(model: ChosenModel, { settings, files }: FoundStep): ChosenModel {
  const { copy } = model;
  return {
    ...model,
    preprocess: preprocessFile(settings),
    files: [...(model.files ?? []), ...Object.keys(files)],
    ...(copy && {
      async copy(directory: string) {
        const copied = await copy(directory);
        const hashes: Record<string, string> = {};
        for (const [emitted, source] of Object.entries(files)) {
          const target = path.join(directory, ...emitted.split('/'));
          await copyFile(source, target);
          hashes[emitted] = await sha256OfFile(target);
        }
        return { ...copied, files: { ...copied.files, ...hashes } };
      },
    }),
  };
}
