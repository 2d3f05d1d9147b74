import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';

/*
 * Images grow unnoticed: a package here, a forgotten folder there. This one may have `config.imageBudgetMB` of
 * package.json (decimal, as Docker counts) over its base image and its model. ONNX Runtime takes 46 of them, the other
 * packages 6. Raise it when you know why.
 */
const { name, config } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  name: string;
  config: { imageBudgetMB: number };
};
const layers = findLayers();

test(
  'the image keeps to its budget',
  {
    skip:
      layers === undefined &&
      `no engine here has an image ${name} of this project: docker build -t ${name} .`,
  },
  () => {
    const megabytes = (layers!.reduce((sum, bytes) => sum + bytes, 0) - modelBytes()) / 1e6;
    const said = `${megabytes.toFixed(1)} MB over base image and model, ${config.imageBudgetMB} allowed; see: docker history ${name}`;
    assert.ok(megabytes <= config.imageBudgetMB, said);
  },
);

/** The sizes of the layers over the base image, in bytes; undefined where there is no such image. */
function findLayers(): number[] | undefined {
  for (const [engine, format] of [
    ['docker', '{{json .}}'],
    ['podman', 'json'],
  ] as const) {
    const args = ['history', '--no-trunc', '--human=false', '--format', format, name];
    const { status, stdout } = spawnSync(engine, args, { encoding: 'utf8', timeout: 20_000 });
    if (status !== 0) continue;
    // docker: an object for each line, sizes as text; podman: one list, sizes as numbers.
    const text = engine === 'docker' ? `[${stdout.trim().split('\n').join(',')}]` : stdout;
    const entries = JSON.parse(text) as { CreatedBy?: string; Size?: string; size?: number }[];
    // The newest comes first; the Dockerfile's last stage begins with this label.
    const first = entries.findIndex(({ CreatedBy }) => CreatedBy?.includes(`io.github.ml-docker.name=`));
    if (first >= 0) return entries.slice(0, first + 1).map(({ Size, size }) => Number(Size ?? size));
  }
  return undefined;
}

function modelBytes(): number {
  const entries = readdirSync('model', { recursive: true, withFileTypes: true });
  // model/previous is not part of the image.
  const files = entries.filter((entry) => entry.isFile() && !/model[/\\]previous/.test(entry.parentPath));
  return files.reduce((sum, { parentPath, name: file }) => sum + statSync(`${parentPath}/${file}`).size, 0);
}
