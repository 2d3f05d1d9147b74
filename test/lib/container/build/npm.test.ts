import { describe, expect, it } from 'vitest';
import { chosenSettings, readNpmrc } from '../../../../lib/container/build/npm.ts';
import { outside } from '../../../../lib/container/build/network.ts';
import { publicRegistry } from '../public-registry.ts';

const settings = (npmrc: string, env = {}): Record<string, string> =>
  Object.fromEntries(readNpmrc(npmrc, env));

describe('npm’s settings for the build', () => {
  it('are none where npm uses the public registry, not even its login', async () => {
    const registry = await publicRegistry();
    const npmrc = `${registry.replace('https:', '')}:_authToken=secret\nfund=false\n`;
    expect(chosenSettings(registry, settings(npmrc))).toEqual([]);
  });

  it('are the registries, the logins for just these, and the network', () => {
    const npmrc = `
      ; a comment
      @company:registry = "https://npm.company.example/own/"
      //npm.company.example/:_authToken=\${TOKEN}
      //npm.company.example/own/:username=me
      //elsewhere.example/:_authToken=another
      //npm.company.example/:certfile=/home/me/cert
      proxy=http://proxy.example:3128
      save-exact=true
    `;
    expect(chosenSettings('https://npm.company.example', settings(npmrc, { TOKEN: 'secret' }))).toEqual([
      'registry=https://npm.company.example',
      '@company:registry=https://npm.company.example/own/',
      '//npm.company.example/:_authToken=secret',
      '//npm.company.example/own/:username=me',
      'proxy=http://proxy.example:3128',
    ]);
  });

  it('keep a variable that is not set as it stands', () => {
    expect(settings('//x/:_authToken=${NOT_SET}')).toEqual({ '//x/:_authToken': '${NOT_SET}' });
  });
});

describe('an address on this machine', () => {
  it.each([
    ['registry=http://localhost:4873/', 'registry=http://host.docker.internal:4873/'],
    ['//127.0.0.1:4873/:_authToken=x', '//host.docker.internal:4873/:_authToken=x'],
    ['http://me:secret@localhost:3128', 'http://me:secret@host.docker.internal:3128'],
    ['http://[::1]:3128', 'http://host.docker.internal:3128'],
    ['http://localhost.example/', 'http://localhost.example/'],
    ['localhost,127.0.0.1', 'localhost,127.0.0.1'],
  ])('%s is %s for an engine in a virtual machine', (text, expected) => {
    expect(outside(text, { name: 'docker' })).toBe(expected);
  });

  it('has another name for podman', () => {
    expect(outside('http://localhost:1/', { name: 'podman' })).toBe('http://host.containers.internal:1/');
  });
});
