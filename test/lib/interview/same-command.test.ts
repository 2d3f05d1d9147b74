import { expect, it } from 'vitest';
import { exactCommand, projectCommand } from '../../../lib/interview/same-command.ts';

const answers = {
  name: 'irisapi',
  model: 'models/my iris.onnx',
  port: 8000,
  baseImage: 'node:24-bookworm-slim',
  with: ['compose'],
};

it('the command in the README is made from the answers alone, without a path', () => {
  expect(projectCommand(answers)).toBe(
    "ml-docker irisapi --model 'my iris.onnx' --port 8000 --base-image node:24-bookworm-slim --yes",
  );
});

it('the printed command is exact', () => {
  expect(exactCommand('out/x', { ...answers, with: [] }, { build: true, engine: 'podman' })).toBe(
    "ml-docker out/x --model 'models/my iris.onnx' --name irisapi --port 8000 --base-image node:24-bookworm-slim " +
      '--with none --build --engine podman --yes',
  );
});
