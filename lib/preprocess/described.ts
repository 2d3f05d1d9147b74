import type { OutputMeaning, PicturePreprocess, Preprocess, Resizing, TextPreprocess } from './preprocess.ts';

/** Where things come from, as it is told; absent for a guess, and for what somebody said. */
export interface Origins {
  origin?: string | undefined;
  labelsOrigin?: string | undefined;
}

/** What settings do, in a line for what comes in and one for what goes out. */
export function described(settings: Preprocess, { origin, labelsOrigin }: Origins): string[] {
  const from = origin === undefined ? '' : ` (${origin})`;
  const what = settings.step === 'image' ? pictures(settings) : texts(settings);
  return [
    `${what}${from}`,
    `answers: ${answers(settings.output)}${labelsOrigin ? ` (${labelsOrigin})` : ''}`,
  ];
}

function pictures({ colours, resize, crop, scale, mean, deviation }: PicturePreprocess): string {
  const range = scale === 1 ? '0 to 255' : '0 to 1';
  const values = mean && deviation ? `${range}, less ${list(mean)}, by ${list(deviation)}` : range;
  const cut = crop ? [`the middle ${crop.size.join(' × ')}`] : [];
  return `pictures: ${[colours, sized(resize), ...cut, values].join(', ')}`;
}

function sized(resize: Resizing): string {
  if (resize.fit === 'none') return 'in their own size';
  if (resize.fit === 'shortest') return `shorter side to ${resize.size} (${resize.filter})`;
  const size = resize.size.join(' × ');
  return resize.fit === 'stretch'
    ? `stretched to ${size} (${resize.filter})`
    : `within ${size}, the rest filled (${resize.filter})`;
}

const list = (numbers: number[]): string => numbers.map((one) => String(Number(one.toFixed(4)))).join(' ');

function texts({ maxTokens, truncate }: TextPreprocess): string {
  const side = truncate === 'left' ? 'the beginning' : 'the end';
  return `texts: up to ${maxTokens} tokens, ${side} of longer ones is cut off`;
}

const POOLED = {
  none: '',
  mean: ': the mean of its tokens',
  cls: ': that of the first token',
  last: ': that of the last token',
  max: ': the maximum of its tokens',
};

function answers(output: OutputMeaning): string {
  switch (output.kind) {
    case 'classes': {
      const names = output.labels ? `${output.labels.length} classes by name` : 'classes by number';
      return output.activation === 'none'
        ? `${names}, scores as they are`
        : `${names}, scores by ${output.activation}`;
    }
    case 'boxes':
      return `boxes around ${output.labels ? `${output.labels.length} kinds of things` : 'things by number'}`;
    case 'picture':
      return 'a picture';
    case 'entities':
      return `parts of the text with one of ${output.labels.length} labels`;
    case 'embedding':
      return `a vector${POOLED[output.pooling]}${output.normalize ? ', at length one' : ''}`;
    case 'tensors':
      return "the model's outputs as they are: what they mean is not known";
  }
}
