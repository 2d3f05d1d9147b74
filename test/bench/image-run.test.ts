import { expect, it } from 'vitest';
import { imageRun } from '../../bench/sides/image-run.ts';
import { irisFile } from '../templates/container/iris.ts';

it('runs what the image of a project runs', async () => {
  const { env, command, steps } = imageRun(await irisFile('Dockerfile'), '/home/me/api');
  expect(env).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '8000' });
  expect(command[0]).toBe('node');
  expect(command.at(-1)).toBe('app.ts');
  expect(steps).toContainEqual(['node', 'src/serving/check.ts']);
});

it('has the project in the place of /app, and only the last stage in the environment', () => {
  const dockerfile = `FROM node AS build
ENV NODE_COMPILE_CACHE=/nowhere EARLIER=yes
RUN ["node", "/check-base.cjs"]
RUN ["node", "--max-old-space-size=64", "src/serving/check.ts"]
FROM node
ENV NODE_COMPILE_CACHE=/app/.cache NODE_OPTIONS="--max-semi-space-size=4 --require=/app/one.cjs" LIKE=/application
CMD ["node", "--import=/app/two.js", "app.ts"]
`;
  expect(imageRun(dockerfile, '/home/me/api')).toEqual({
    env: {
      NODE_COMPILE_CACHE: '/home/me/api/.cache',
      NODE_OPTIONS: '--max-semi-space-size=4 --require=/home/me/api/one.cjs',
      LIKE: '/application',
    },
    command: ['node', '--import=/home/me/api/two.js', 'app.ts'],
    steps: [['node', '--max-old-space-size=64', 'src/serving/check.ts']],
  });
});
