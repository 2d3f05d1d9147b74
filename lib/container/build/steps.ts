/** What a builder has begun, a step of the Dockerfile, or finished, a whole stage. */
export type BuildEvent =
  { kind: 'step'; stage: string; instruction: string } | { kind: 'stage'; stage: string; cached: boolean };

interface Step {
  stage: Stage;
  isFrom: boolean;
  /** Whether its stage ends with it; the classic builder does not tell. */
  isLast: boolean;
  cached: boolean;
}

interface Stage {
  name: string;
  cached: boolean;
}

/** The stage that becomes the image has no name in the Dockerfile. */
const LAST = 'image';

/**
 * Reads what a builder writes as events. Each writes in its own way:
 * the classic one `Step 4/25 : RUN npm ci` and then ` ---> Using cache`, ` ---> 165a2d744062`, stage after stage;
 * buildah `[2/6] STEP 4/4: RUN npm ci` and then `--> Using cache …`, `--> 165a2d74406`, stages in each other;
 * BuildKit `#8 [dependencies 4/4] RUN npm ci` and later `#8 DONE 15.2s` or `#8 CACHED`, stages side by side.
 */
export class BuildSteps {
  #rest = '';
  /** By the number of the stage (the others') or of the step (BuildKit's). */
  readonly #stages = new Map<string, Stage>();
  readonly #steps = new Map<string, Step>();
  /** The step whose result comes next; BuildKit names it each time. */
  #current: Step | undefined;

  /** The events in the next piece of output; it may end in the middle of a line. */
  read(chunk: string): BuildEvent[] {
    const lines = (this.#rest + chunk).split(/\r?\n/);
    this.#rest = lines.pop()!;
    return lines.flatMap((line) => this.#buildKit(line) ?? this.#inTurn(line));
  }

  #buildKit(line: string): BuildEvent[] | undefined {
    const [, number, text] = /^#(\d+) (.*)$/.exec(line) ?? [];
    if (number === undefined) return undefined;
    // `[dependencies 4/4] RUN …`; across processors `[linux/amd64 dependencies 4/4] RUN …`.
    const begun = /^\[(?:[\w/>-]+\/\S+ )?(?:(\S+) )?(\d+)\/(\d+)\] (.*)$/.exec(text!);
    if (begun !== null) {
      if (this.#steps.has(number)) return [];
      const [, name = LAST, index, count, instruction] = begun;
      const stage = this.#stage(/^stage-\d+$/.test(name) ? LAST : name);
      this.#steps.set(number, {
        stage,
        isFrom: instruction!.startsWith('FROM '),
        isLast: index === count,
        cached: false,
      });
      return [{ kind: 'step', stage: stage.name, instruction: instruction! }];
    }
    const step = this.#steps.get(number);
    if (step === undefined || !/^(CACHED|DONE)/.test(text!)) return [];
    return this.#finish({ ...step, cached: text!.startsWith('CACHED') });
  }

  #inTurn(line: string): BuildEvent[] {
    const begun = /^(?:Step \d+\/\d+ : |(?:\[(\d+)\/\d+\] )?STEP (\d+)\/(\d+): )(.*)$/.exec(line);
    if (begun !== null) {
      const [, number = '', index, count, instruction] = begun as unknown as [
        string,
        ...(string | undefined)[],
      ];
      return this.#begin(instruction!, number, index !== undefined && index === count);
    }
    if (/^ ?-+> Using cache/.test(line) && this.#current) this.#current.cached = true;
    if (/^ ?-+> [0-9a-f]{11,12}$/.test(line) && this.#current) {
      const step = this.#current;
      return this.#finish(step);
    }
    return line.startsWith('Successfully built ') ? this.#endClassic() : [];
  }

  #begin(instruction: string, number: string, isLast: boolean): BuildEvent[] {
    const isFrom = /^FROM /i.test(instruction);
    const ended = isFrom && number === '' ? this.#endClassic() : [];
    if (isFrom) {
      const name = / AS (\S+)$/i.exec(instruction)?.[1] ?? LAST;
      this.#stages.set(number, { name, cached: true });
    }
    const stage = this.#stages.get(number);
    // An ARG before the first FROM is in no stage.
    if (stage === undefined) return [];
    this.#current = { stage, isFrom, isLast, cached: false };
    return [...ended, { kind: 'step', stage: stage.name, instruction }];
  }

  #finish({ stage, isFrom, isLast, cached }: Step): BuildEvent[] {
    if (!cached && !isFrom) stage.cached = false;
    return isLast ? [{ kind: 'stage', stage: stage.name, cached: stage.cached }] : [];
  }

  #endClassic(): BuildEvent[] {
    const stage = this.#stages.get('');
    return stage === undefined ? [] : [{ kind: 'stage', stage: stage.name, cached: stage.cached }];
  }

  #stage(name: string): Stage {
    const known = this.#stages.get(name);
    if (known !== undefined) return known;
    const stage = { name, cached: true };
    this.#stages.set(name, stage);
    return stage;
  }
}
