import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { browserCode, directory } from './browser-code.ts';

const served = (await readdir(directory)).filter((file) => !file.endsWith('.json'));
const textOf = (file: string) => readFile(path.join(directory, file), 'utf8');

interface Piece {
  text: string;
  firstLine: number;
  headerLines: number;
  read: number;
}
interface Pieces {
  piecesOf(file: Blob, size?: number): AsyncGenerator<Piece>;
}
const { piecesOf } = await browserCode<Pieces>('pieces.js');

describe('the files of the page', () => {
  it('are less than 40 kB together, as gzip packs them', async () => {
    const texts = await Promise.all(served.map(textOf));
    const bytes = texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
    process.stdout.write(`the page: ${served.length} files, ${bytes} bytes gzipped\n`);
    expect(bytes).toBeLessThan(40_000);
  });

  it('have nothing inline, and lead nowhere by an absolute path', async () => {
    const html = await textOf('index.html');
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    for (const file of served.filter((one) => !one.endsWith('.svg'))) {
      expect(await textOf(file), file).not.toMatch(
        /(?:src|href)="(?:\/|https?:)|\burl\(|(?:fetch|ask|import|from)\s*\(?\s*['"`](?:\/|https?:)/,
      );
      expect(await textOf(file), file).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
    }
  });
});

describe('a table is cut into pieces', () => {
  const encode = (text: string, encoding: BufferEncoding) => new Blob([Buffer.from(text, encoding)]);
  const rows = Array.from({ length: 50 }, (_, index) => `${index},"a ""quoted""\r\nline ${index}"\r\n`);
  const table = `sep=,\r\na,b\r\n${rows.join('')}`;
  const joined = async (file: Blob, size?: number) => {
    const all: Piece[] = [];
    for await (const piece of piecesOf(file, size)) all.push(piece);
    return all;
  };
  const without = ({ text }: Piece) => text.replace('sep=,\r\na,b\r\n', '');

  it.each([1, 7, 40, 100, 1000, 100_000])('of %i characters or so, at the ends of rows', async (size) => {
    const pieces = await joined(encode(table, 'utf8'), size);
    expect(pieces.map(without).join('')).toBe(rows.join(''));
    if (size <= 1000) expect(pieces.length).toBeGreaterThan(1);
    if (size === 1) expect(pieces).toHaveLength(50);
    for (const { text, headerLines } of pieces) {
      expect(text.startsWith('sep=,\r\na,b\r\n')).toBe(true);
      expect(text.endsWith('"\r\n')).toBe(true);
      expect(headerLines).toBe(2);
    }
    // Each row has two lines, behind two of the header.
    for (const piece of pieces)
      expect(piece.firstLine).toBe(3 + 2 * Number(/^(\d+)/.exec(without(piece))![1]));
  });

  it('with the same text, whether UTF-8 with a BOM, UTF-16, or gzipped', async () => {
    const odd = 'größe,名\n1,"é\n"\n';
    const packed = new Blob([gzipSync(odd)]);
    const files = [encode(`\ufeff${odd}`, 'utf8'), encode(`\ufeff${odd}`, 'utf16le'), packed];
    for (const file of files) {
      const pieces = await joined(file);
      expect(pieces.map(({ text }) => text)).toEqual([odd]);
    }
  });

  it('and nothing of it is sent where it is in another encoding', async () => {
    await expect(joined(encode('größe\n1\n', 'latin1'))).rejects.toThrow(/not text in UTF-8/);
  });

  it('also where there is only a header, or nothing', async () => {
    expect((await joined(encode('a,b', 'utf8'))).map(({ text }) => text)).toEqual(['a,b']);
    expect((await joined(new Blob([]))).map(({ text }) => text)).toEqual(['']);
  });
});
