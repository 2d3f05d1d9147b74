import { describe, expect, it } from 'vitest';
import { looksLike } from '../../../lib/onnx/not-onnx.ts';

describe('what a file looks like', () => {
  it.each<[string, Buffer | string]>([
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'],
    ['an HTML page', '\n<!DOCTYPE html><html></html>'],
    ['an XML file', '<?xml version="1.0"?>'],
    ['a JSON file', '{"learner": {}}'],
    ['a LightGBM text model', 'tree\nversion=v4\n'],
    ['a text file', 'straße\n'],
    ['a PNG image', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['a JPEG image', Buffer.from('ffd8ffe000104a46', 'hex')],
    ['a Python pickle', Buffer.from('800495', 'hex')],
    ['a ZIP archive', Buffer.from('504b030414000000', 'hex')],
    ['a gzip archive', Buffer.from('1f8b0800', 'hex')],
    ['an HDF5 file', Buffer.from('894844460d0a1a0a', 'hex')],
    ['a TensorFlow Lite model', Buffer.from('1c00000054464c33', 'hex')],
    ['an ORT model', Buffer.from('080000004f52544d', 'hex')],
    [
      'a safetensors file',
      Buffer.concat([Buffer.from('2000000000000000', 'hex'), Buffer.from('{"__metadata__"')]),
    ],
  ])('is %s', (what, bytes) => {
    const found = looksLike(Buffer.from(bytes as string), 10_000);
    expect(found?.what).toContain(what);
    expect(found?.next).not.toBe('');
  });

  it('is nothing known where the bytes are no text and have no magic number', () => {
    expect(looksLike(Buffer.from('0808120a', 'hex'), 4)).toBeUndefined();
    expect(looksLike(Buffer.from('fffefdfc', 'hex'), 4)).toBeUndefined();
  });

  it('is text where a character is cut by the end of what was read', () => {
    expect(looksLike(Buffer.from('straße').subarray(0, 5), 7)?.what).toBe('a text file');
  });
});
