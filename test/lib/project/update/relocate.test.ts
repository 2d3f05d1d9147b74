import { describe, expect, it } from 'vitest';
import { relocate } from '../../../../lib/project/update/relocate.ts';

const moves = new Map([
  ['src/log.ts', 'src/serving/log.ts'],
  ['src/v2/raw.ts', 'src/serving/v2/raw.ts'],
  ['scripts/bench.ts', 'src/serving/scripts/bench.ts'],
]);
const there = ['src/card.ts', 'model/card.json', ...moves.keys()];
const relocation = { moves, isThere: (place: string) => there.includes(place) };
const stays = (file: string, text: string) => relocate(text, { was: file, is: file }, relocation);
const goes = (old: string, text: string) => relocate(text, { was: old, is: moves.get(old)! }, relocation);

describe('a text of a project in which files move', () => {
  it('imports moved files from where they are now', () => {
    expect(stays('app.ts', "import { a } from './src/log.ts';")).toBe(
      "import { a } from './src/serving/log.ts';",
    );
    expect(stays('src/routes/x.ts', 'await import("../log.ts")')).toBe('await import("../serving/log.ts")');
    expect(stays('src/x.ts', "new URL('./v2/raw.ts', import.meta.url)")).toBe(
      "new URL('./serving/v2/raw.ts', import.meta.url)",
    );
  });

  it('imports what stays from its own new place', () => {
    expect(
      goes('src/v2/raw.ts', "import '../card.ts'; import '../log.ts'; read('../../model/card.json');"),
    ).toBe("import '../../card.ts'; import '../log.ts'; read('../../../model/card.json');");
  });

  it('keeps what leads to no file of the project, or out of it', () => {
    for (const text of ["from './other.ts'", "from 'log.ts'", "'../../../../etc/passwd'", "'..'", "'./'"])
      expect(goes('src/log.ts', text)).toBe(text);
  });

  it('names moved files by their new paths, as whole words', () => {
    expect(stays('package.json', '"node -r ./scripts/bench.ts scripts/bench.ts"')).toBe(
      '"node -r ./src/serving/scripts/bench.ts src/serving/scripts/bench.ts"',
    );
    expect(stays('README.md', 'see `src/log.ts`, or src/log.ts.')).toBe(
      'see `src/serving/log.ts`, or src/serving/log.ts.',
    );
    for (const text of ['my/src/log.ts', '/app/src/log.ts', 'src/log.tsx', 'src/log.ts.orig', 'src/log.ts/x'])
      expect(stays('README.md', text)).toBe(text);
  });

  it('is not rewritten twice', () => {
    const once = stays('app.ts', "import './src/log.ts'; // src/log.ts");
    expect(stays('app.ts', once)).toBe(once);
  });
});
