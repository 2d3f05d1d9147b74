import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { iris, irisFile } from './iris.ts';

async function service(answers: Parameters<typeof irisFile>[1] = {}): Promise<Record<string, unknown>> {
  const { services } = parse(await irisFile('compose.yaml', answers)) as {
    services: Record<string, Record<string, unknown>>;
  };
  const [only] = Object.entries(services);
  return { name: only![0], ...only![1] };
}

describe('compose.yaml', () => {
  it('builds and runs the same image on the same port', async () => {
    expect(await service({ name: 'studentapi', port: 9001 })).toMatchObject({
      name: 'studentapi',
      build: '.',
      image: 'studentapi:latest',
      ports: ['9001:9001'],
      restart: 'unless-stopped',
      init: true,
    });
  });

  it('gives no privileges, and nothing on disk to write to', async () => {
    expect(await service()).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it('sets limits that any machine can keep', async () => {
    expect(await service()).toMatchObject({ mem_limit: '768m', cpus: 1 });
  });

  it('leaves the health check to the image', async () => {
    expect(await service()).not.toHaveProperty('healthcheck');
  });

  it.each(['on', '1e3', '123'])('takes the name %s for a name', async (name) => {
    expect(await service({ name })).toMatchObject({ name, image: `${name}:latest` });
  });

  it('is not there without its layer, nor is its chapter in the README', async () => {
    const { files } = await iris({ with: [] });
    expect([...files.keys()]).not.toContain('compose.yaml');
    expect(String(files.get('README.md'))).not.toContain('docker compose');
    expect(await irisFile('README.md')).toContain('docker compose up -d --build');
  });
});
