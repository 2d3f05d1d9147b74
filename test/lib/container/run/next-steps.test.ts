import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { curl, nextSteps } from '../../../../lib/container/run/next-steps.ts';

const engine = { name: 'podman', command: 'podman', version: '4.3.1', arch: 'amd64' } as const;

describe('what is said at the end of a run', () => {
  it('names the page, a call, the log and the ways to end it, for the engine in use', () => {
    const text = nextSteps({
      engine,
      name: 'irisapi',
      url: 'http://192.168.99.100:8001',
      request: { rows: [] },
      health: 'healthy',
    }).join('\n');
    expect(text).toContain('container irisapi is running (healthy)');
    expect(text).toContain('http://192.168.99.100:8001/docs');
    expect(text).toContain('podman logs -f irisapi');
    expect(text).toContain('podman stop irisapi');
    expect(text).toContain('podman rm irisapi');
    expect(text).not.toMatch(/localhost|docker /);
  });

  it('has a place for the API key, and says that Ctrl-C stops what is attached', () => {
    const given = { engine, name: 'irisapi', url: 'http://localhost:8000', request: {}, health: undefined };
    const text = nextSteps({ ...given, hasKey: true, attach: true }).join('\n');
    expect(text).toMatch(/-H "X-API-Key: [$%]API_KEY%?"/);
    expect(text).toMatch(/stop it +Ctrl-C$/m);
    expect(nextSteps(given).join('\n')).not.toMatch(/API_KEY|Ctrl-C/);
  });

  it.skipIf(process.platform === 'win32')('gives a call that a shell passes on as it is', () => {
    const body = { inputs: { text: ['it\'s "quoted" $HOME `x`'] } };
    const line = curl('http://localhost:8000/predict', body, { platform: 'linux' });
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' }).split('\n');
    expect(words).toContain(JSON.stringify(body));
    expect(words).toContain('http://localhost:8000/predict');
  });

  it('does not print a body that fills the screen', () => {
    expect(curl('http://localhost:8000/predict', { inputs: Array(1000).fill(0) })).not.toContain('0,0');
  });
});
