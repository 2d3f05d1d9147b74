import { describe, expect, it } from 'vitest';
import { lastWords } from '../../../lib/cluster/rollout/last-words.ts';

// What the service writes: pino's lines, and plain ones where it cannot even begin.
const LISTENING = '{"level":30,"time":1,"msg":"listening"}';
const REFUSED =
  '{"level":60,"time":1,"reason":"The model cannot be loaded: Protobuf parsing failed.","msg":"the model cannot be served"}';
const MEMORY =
  'Bad configuration:\n  64 MiB of memory are too few: this model needs 145: docker run --memory 145m';

describe('the last words of a container', () => {
  it('that refused its model: its reason, without what went well', () => {
    expect(lastWords(`${LISTENING}\n${REFUSED}\n`)).toEqual({
      lines: ['the model cannot be served: The model cannot be loaded: Protobuf parsing failed.'],
      about: 'model',
    });
  });

  it('that had too little memory', () => {
    expect(lastWords(MEMORY)).toMatchObject({ about: 'memory', lines: MEMORY.split('\n') });
  });

  it('that is of somebody else: its end', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    expect(lastWords(lines.join('\n'))).toEqual({ lines: lines.slice(-6), about: undefined });
  });

  it('that only told how it went', () => {
    expect(lastWords(LISTENING)).toEqual({ lines: ['listening'], about: undefined });
    expect(lastWords('')).toEqual({ lines: [], about: undefined });
  });
});
