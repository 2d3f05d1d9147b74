import { describe, expect, it } from 'vitest';
import {
  checkCpus,
  checkMemory,
  checkRestart,
  checkVariable,
} from '../../../../lib/container/values/settings.ts';

describe('settings of a container', () => {
  it.each(['512m', '1g', '0.5G', '268435456', '300000k', '100b'])('memory of %s', (text) =>
    expect(checkMemory(text)).toBe(true),
  );
  it.each(['', 'm', '512mb', '1 g', '-1g', '1e9', '512x'])('no memory of %j', (text) =>
    expect(checkMemory(text)).toContain('512m'),
  );
  it.each(['1', '0.5', '2.25'])('%s processors', (text) => expect(checkCpus(text)).toBe(true));
  it.each(['0', '0.0', '-1', 'all', '1,5', ''])('no processors: %j', (text) =>
    expect(checkCpus(text)).toContain('0.5'),
  );
  it.each(['no', 'always', 'unless-stopped', 'on-failure', 'on-failure:5'])('started again: %s', (text) =>
    expect(checkRestart(text)).toBe(true),
  );
  it.each(['never', 'on-failure:', 'Always', 'on-failure:x'])('no policy: %s', (text) =>
    expect(checkRestart(text)).toContain('unless-stopped'),
  );
  it.each(['A=1', 'A=', 'LOG_LEVEL=debug', 'X=a=b c', 'SET'])('a variable: %s', (text) =>
    expect(checkVariable(text, { SET: '' })).toBe(true),
  );
  it.each([
    ['UNSET', 'write UNSET=VALUE'],
    ['=1', 'KEY=VALUE'],
    ['my key=1', 'KEY=VALUE'],
    ['1ST=1', 'KEY=VALUE'],
    ['PORT=9000', '--host-port'],
    ['HOST=127.0.0.1', '0.0.0.0'],
  ])('no variable: %s', (text, instead) => expect(checkVariable(text, {})).toContain(instead));
});
