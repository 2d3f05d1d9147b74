import { describe, expect, it } from 'vitest';
import { chosenSettings, readConfig } from '../../../../lib/container/build/pip.ts';

const LISTED = `:env:.timeout='60'
global.cert='/etc/company.pem'
global.extra-index-url='\\nhttps://one.example/simple\\nhttps://two.example/simple'
global.index-url='https://user:secret@pip.example/simple'
install.no-build-isolation='true'
`;

describe('the settings of pip', () => {
  it('are what pip shows of its files and variables', () => {
    const found = readConfig(LISTED);
    expect(found.get('index-url')).toBe('https://user:secret@pip.example/simple');
    expect(found.get('cert')).toBe('/etc/company.pem');
    expect(found.get('timeout')).toBe('60');
  });

  it('reach the build as far as they are about the network', () => {
    expect(chosenSettings(readConfig(LISTED))).toEqual([
      '[global]',
      'index-url = https://user:secret@pip.example/simple',
      'extra-index-url = https://one.example/simple\n  https://two.example/simple',
      'timeout = 60',
    ]);
    expect(chosenSettings(new Map())).toEqual([]);
  });
});
