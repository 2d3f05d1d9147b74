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

/** As much of a card as says where the example is from. */
const by = (exampleOrigin: string) => ({ exampleOrigin, source: {} });

it('the command in the README is made from the answers alone, without a path', () => {
  expect(projectCommand(answers, by('sample:iris'))).toBe(
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
    projectCommand({ ...answers, templates, internal: false } as typeof answers, by('signature'), [question]),
  ).toContain("--templates company --templates 'git+ssh://git@host/t.git#v1' --internal=false --yes");
});

it('names the example that somebody gave, and none that was made up', () => {
  expect(projectCommand(answers, by('my table.csv'))).toContain("--example 'my table.csv' --yes");
  expect(projectCommand(answers, by('signature'))).not.toContain('--example');
  expect(exactCommand('x', answers, { example: 'data/mine.json' })).toContain('--example data/mine.json');
});

it('has what was said of a conversion', () => {
  const summary = 'labels differ';
  const card = {
    ...by('signature'),
    source: { entry: 'scaler+model', shapes: 'x=N,6; y=N,T' },
    proof: { accepted: true, summary },
  };
  expect(projectCommand(answers, card as never)).toContain(
    "--entry scaler+model --shapes 'x=N,6; y=N,T' --accept-differences --yes",
  );
});
