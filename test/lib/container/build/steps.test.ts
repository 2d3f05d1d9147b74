import { describe, expect, it } from 'vitest';
import { BuildSteps, type BuildEvent } from '../../../../lib/container/build/steps.ts';

/** Events in a word each: `base: FROM node`, `base ready`, `base cached`. */
function told(output: string, piece = 1000): string[] {
  const steps = new BuildSteps();
  const words = (event: BuildEvent): string =>
    event.kind === 'step'
      ? `${event.stage}: ${event.instruction}`
      : `${event.stage} ${event.cached ? 'cached' : 'ready'}`;
  const pieces = output.match(new RegExp(`[^]{1,${piece}}`, 'g')) ?? [];
  return pieces.flatMap((chunk) => steps.read(chunk).map(words));
}

// Real output, shortened.
const CLASSIC = `Sending build context to Docker daemon  266.8kB
Step 1/9 : ARG BUILDER=linux/amd64
Step 2/9 : FROM node:24-bookworm-slim AS base
 ---> c636cb491d85
Step 3/9 : RUN ["node", "/check-base.cjs"]
 ---> Using cache
 ---> b59fd679ffc7
Step 4/9 : FROM base AS dependencies
 ---> b59fd679ffc7
Step 5/9 : RUN npm ci
 ---> Running in 38f91d50fe40
added 102 packages in 13s
Removing intermediate container 38f91d50fe40
 ---> 7eb15b4a92a9
Step 6/9 : FROM node:24-bookworm-slim
 ---> c636cb491d85
Step 7/9 : COPY --from=dependencies /app /
 ---> 1792ab2af743
Successfully built 1792ab2af743
Successfully tagged irisapi:latest
`;

const BUILDKIT = `#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s

#4 [stage-2 1/2] FROM docker.io/library/node:24-bookworm-slim
#4 CACHED

#6 [base 2/2] RUN ["node", "/check-base.cjs"]
#6 CACHED

#9 [dependencies 2/2] RUN npm ci
#9 26.47 added 102 packages in 26s
#9 ...

#10 [linux/amd64 model 1/1] COPY model ./model
#10 DONE 0.1s

#9 [dependencies 2/2] RUN npm ci
#9 DONE 29.3s

#11 [stage-2 2/2] COPY --from=dependencies /app /
#11 DONE 0.1s
`;

const BUILDAH = `[1/3] STEP 1/2: FROM node:24-bookworm-slim AS base
[1/3] STEP 2/2: RUN ["node", "/check-base.cjs"]
--> Using cache fa92c167bb6b0cc969834d24115baa923d62b691fdbd1bde584749231b64671d
--> fa92c167bb6
[3/3] STEP 1/2: FROM node:24-bookworm-slim
[2/3] STEP 1/2: FROM fa92c167bb6b AS dependencies
[2/3] STEP 2/2: RUN npm ci

added 102 packages in 13s
--> daee878c5e2
[3/3] STEP 2/2: COPY --from=dependencies /app /
[3/3] COMMIT irisapi
--> 248d912155f
`;

const EXPECTED = {
  'the classic builder': [
    CLASSIC,
    [
      'base: FROM node:24-bookworm-slim AS base',
      'base: RUN ["node", "/check-base.cjs"]',
      'base cached',
      'dependencies: FROM base AS dependencies',
      'dependencies: RUN npm ci',
      'dependencies ready',
      'image: FROM node:24-bookworm-slim',
      'image: COPY --from=dependencies /app /',
      'image ready',
    ],
  ],
  BuildKit: [
    BUILDKIT,
    [
      'image: FROM docker.io/library/node:24-bookworm-slim',
      'base: RUN ["node", "/check-base.cjs"]',
      'base cached',
      'dependencies: RUN npm ci',
      'model: COPY model ./model',
      'model ready',
      'dependencies ready',
      'image: COPY --from=dependencies /app /',
      'image ready',
    ],
  ],
  buildah: [
    BUILDAH,
    [
      'base: FROM node:24-bookworm-slim AS base',
      'base: RUN ["node", "/check-base.cjs"]',
      'base cached',
      'image: FROM node:24-bookworm-slim',
      'dependencies: FROM fa92c167bb6b AS dependencies',
      'dependencies: RUN npm ci',
      'dependencies ready',
      'image: COPY --from=dependencies /app /',
      'image ready',
    ],
  ],
} as const;

describe.each(Object.entries(EXPECTED))('what %s writes', (_builder, [output, events]) => {
  it('is read as steps and stages', () => {
    expect(told(output)).toEqual(events);
  });

  it('may come in pieces of any size', () => {
    expect(told(output, 7)).toEqual(events);
  });
});
