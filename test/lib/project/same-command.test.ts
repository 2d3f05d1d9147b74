import { expect, it } from 'vitest';
import { asQuestion } from '../../../lib/layers/questions.ts';
import { exactCommand, projectCommand } from '../../../lib/project/same-command.ts';

const answers = {
  name: 'irisapi',
  model: 'models/my iris.onnx',
  port: 8000,
  baseImage: 'node:24-bookworm-slim',
  with: ['compose'],
};

it('the command in the README is made from the answers alone, without a path', () => {
  expect(projectCommand(answers, 'sample:iris')).toBe(
    "ml-docker irisapi --model 'my iris.onnx' --port 8000 --base-image node:24-bookworm-slim --yes",
  );
});

it('the printed command is exact', () => {
  expect(exactCommand('out/x', { ...answers, with: [] }, { build: true, engine: 'podman' })).toBe(
    "ml-docker out/x --model 'models/my iris.onnx' --name irisapi --port 8000 --base-image node:24-bookworm-slim " +
      '--with none --build --engine podman --yes',
  );
});

it('names the templates as they lie beside the project, and what the layers have asked', () => {
  const templates = ['../company', 'git+ssh://git@host/t.git#v1'];
  const question = asQuestion({ name: 'internal', type: 'confirm', default: true, help: 'x' });
  expect(
    projectCommand({ ...answers, templates, internal: false } as typeof answers, 'signature', [question]),
  ).toContain("--templates company --templates 'git+ssh://git@host/t.git#v1' --internal=false --yes");
});

it('names the example that somebody gave, and none that was made up', () => {
  expect(projectCommand(answers, 'my table.csv')).toContain("--example 'my table.csv' --yes");
  expect(projectCommand(answers, 'signature')).not.toContain('--example');
  expect(exactCommand('x', answers, { example: 'data/mine.json' })).toContain('--example data/mine.json');
});
