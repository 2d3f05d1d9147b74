import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** `at run (file:///…/dist/chunks/work.js:8:1200)`: the file of a frame, its line and column, both from 1. */
const PLACE = /(file:\/\/\S+?|[^\s()]+\.js):(\d+):(\d+)/g;

/**
 * The stack of an error by the source files, their lines and columns, where the package is bundled. Read from the source
 * maps only now: with Node's own `setSourceMapsEnabled`, every start would read them.
 */
export function sourceStack({ stack = '' }: Error): string {
  return stack.replace(PLACE, (place, url: string, line: string, column: string) => {
    const file = url.startsWith('file:') ? fileURLToPath(url) : url;
    const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return place;
    const source = path.resolve(path.dirname(file), entry.originalSource);
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function mapOf(file: string): SourceMap | undefined {
  const map = `${file}.map`;
  if (!existsSync(map)) return undefined;
  return new SourceMap(JSON.parse(readFileSync(map, 'utf8')) as ConstructorParameters<typeof SourceMap>[0]);
}
