import { describe, expect, it } from 'vitest';
import { checkTogether, runArguments, valueIn } from '../../../../lib/container/run/options.ts';

describe('the flags of docker run', () => {
  it('are none where nothing is wanted', () => {
    expect(runArguments({})).toEqual({ args: [], env: {} });
  });

  it('are those of ml-docker run, in Docker’s own words', () => {
    expect(
      runArguments({ memory: '256m', cpus: '0.5', restart: 'unless-stopped', env: ['BATCH=off'] }).args,
    ).toEqual(['--memory', '256m', '--cpus', '0.5', '--restart', 'unless-stopped', '-e', 'BATCH=off']);
  });

  it.each(['API_KEY', 'hf_token', 'DB_PASSWORD', 'AWS_SECRET'])('never hold the value of %s', (secret) => {
    expect(runArguments({ env: [`${secret}=s3cret=`, 'LOG_LEVEL=debug', 'HOME'] })).toEqual({
      args: ['-e', secret, '-e', 'LOG_LEVEL=debug', '-e', 'HOME'],
      env: { [secret]: 's3cret=' },
    });
  });

  it('give the key for the first prediction: the last one counts, as for Docker', () => {
    expect(valueIn([], 'API_KEY', { API_KEY: 'elsewhere' })).toBeUndefined();
    expect(valueIn(['API_KEY=a', 'API_KEY=b'], 'API_KEY')).toBe('b');
    expect(valueIn(['API_KEY=a', 'API_KEY'], 'API_KEY', { API_KEY: 'c' })).toBe('c');
    expect(valueIn(['API_KEY='], 'API_KEY')).toBe('');
  });

  it('are refused where they cannot be used together', () => {
    expect(() => checkTogether({ attach: true, restart: 'always' })).toThrow('--attach and --restart');
    expect(() => checkTogether({ attach: true, detach: true })).toThrow('--attach and --detach');
    expect(() => checkTogether({ attach: true, json: true })).toThrow('--attach and --json');
    expect(() => checkTogether({ attach: true, restart: 'no' })).not.toThrow();
    expect(() => checkTogether({ detach: true, json: true, restart: 'always' })).not.toThrow();
  });
});
