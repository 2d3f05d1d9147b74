import { pictureService } from './picture-service.ts';
import {
  answersOf,
  DECODED_OTHERWISE,
  modelFile,
  picture,
  type PictureModel,
  type Recorded,
} from './picture-set.ts';

/** What the models' files do not tell, so that somebody has to say it. */
const SAID: Record<string, Parameters<typeof pictureService>[1]> = {
  'image-to-image': { flags: { preprocess: 'unit' } },
  fp16: {
    changes: {
      scale: 1 / 255,
      mean: undefined,
      deviation: undefined,
      crop: undefined,
      resize: { fit: 'stretch', size: [32, 32], filter: 'bicubic' },
    },
  },
};

/** How the answers of a model's service compare with those that were recorded. */
export interface Answered {
  model: string;
  answers: number;
  faults: string[];
}

/** @param some how many pictures, of those that are decoded as Pillow does; all where it is absent */
export async function askModel(model: PictureModel, some = Infinity): Promise<Answered> {
  const service = await pictureService(modelFile(model), SAID[model.id]);
  const faults: string[] = [];
  let answers = 0;
  try {
    const names = Object.entries(answersOf(model)).filter(([name]) => !(name in DECODED_OTHERWISE));
    for (const [name, recorded] of spread(names, some)) {
      const response = await fetch(`${service.url}/predict?top=1000`, {
        ...{ method: 'POST', body: new Uint8Array(picture(name)) },
        headers: { 'Content-Type': 'application/octet-stream' },
      });
      const answer = (await response.json()) as Answer & { detail?: string };
      if (response.status !== 200) {
        // What is debatable may be refused.
        if (!['tiff-float.tiff', 'bad-crc.png'].includes(name)) faults.push(`${name}: ${answer.detail}`);
        continue;
      }
      answers++;
      const fault = differenceOf(answer, recorded);
      if (fault !== undefined) faults.push(`${name}: ${fault}`);
    }
    return { model: model.id, answers, faults };
  } finally {
    await service.stop();
  }
}

interface Answer {
  predictions?: { label: string; score: number }[];
  detections?: {
    label: string;
    score: number;
    box: { x: number; y: number; width: number; height: number };
  }[];
  embedding?: number[];
  outputs?: Record<string, unknown>;
}

function differenceOf(answer: Answer, recorded: Recorded): string | undefined {
  const { predictions, detections, embedding, outputs } = answer;
  if (predictions) return ofClasses(predictions, recorded);
  if (detections) return recorded.fragile ? undefined : ofBoxes(detections, recorded);
  const values = embedding ?? (Object.values(outputs!)[0] as unknown[]).flat(4);
  const samples = recorded.output.samples ?? recorded.output.values!.map((value, at) => [at, value]);
  const worst = Math.max(...samples.map(([at, value]) => Math.abs((values[at] as number) - value)));
  return worst <= 1e-4 ? undefined : `a value is off by ${worst}`;
}

function ofClasses(predictions: NonNullable<Answer['predictions']>, { top }: Recorded): string | undefined {
  for (const [place, [label, score]] of top!.entries()) {
    const given = predictions.find((one) => one.label === String(label));
    const isFirst = place > 0 || predictions[0]!.label === String(label);
    if (!given || !isFirst || Math.abs(given.score - score) > 1e-4)
      return `${label} has ${given?.score}, not ${score}`;
  }
  return undefined;
}

function ofBoxes(detections: NonNullable<Answer['detections']>, { boxes }: Recorded): string | undefined {
  if (detections.length !== boxes!.length) return `${detections.length} boxes, not ${boxes!.length}`;
  for (const [place, { score, box }] of boxes!.entries()) {
    const { x, y, width, height } = detections[place]!.box;
    const worst = Math.max(...[x, y, x + width, y + height].map((edge, at) => Math.abs(edge - box[at]!)));
    const isLike = Math.abs(detections[place]!.score - score) <= 1e-4;
    if (worst > 0.01 || !isLike) return `box ${place} is off by ${worst} pixels`;
  }
  return undefined;
}

/** So many of a list, from all over it. */
function spread<One>(all: One[], count: number): One[] {
  return count >= all.length
    ? all
    : Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)]!);
}
