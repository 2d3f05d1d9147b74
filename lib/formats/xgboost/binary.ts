import { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { FormatError } from '../bytes/format-error.ts';
import { judged, source } from '../reading.ts';
import type { Reading } from '../source.ts';
import { boosterName, objectiveDoubts } from './xgboost.ts';

// LearnerModelParamLegacy of XGBoost 1.x and 2.x (src/learner.cc): base_score, num_feature, num_class, two flags,
// major and minor version, then reserved words: 136 bytes. The names of objective and booster follow it.
const MAGIC = 'binf';
const [FEATURES, MAJOR, MINOR, PARAMETERS] = [4, 20, 24, 136];
const NAME_AT_MOST = 100;

/** Whether a file that begins so is in the binary form that XGBoost wrote by default before 1.0 and read until 3.0. */
export function isOldXgboost(head: Buffer): boolean {
  return /(reg|binary|multi|rank|count|survival):\w+.{8}(gbtree|gblinear|dart)/s.test(
    head.toString('latin1'),
  );
}

/** Throws FormatError where the names of objective and booster are not where they belong. */
export function readOldXgboost(bytes: ByteSource): Reading {
  const reader = new ByteReader(bytes);
  const start = reader.text(0, 4) === MAGIC ? 4 : 0;
  const objective = name(reader, start + PARAMETERS);
  const booster = name(reader, start + PARAMETERS + 8 + objective.length);
  const major = reader.u32(start + MAJOR);
  const version = major === 0 || major > 3 ? null : `${major}.${reader.u32(start + MINOR)}`;
  const said = source('xgboost-binary', {
    framework: 'xgboost',
    frameworkVersion: version,
    model: boosterName('Booster', [booster, objective], [], reader.u32(start + FEATURES)),
  });
  return judged(said, objectiveDoubts(objective));
}

/** A text after its length in 8 bytes. */
function name(reader: ByteReader, at: number): string {
  const length = reader.u64(at);
  if (length === 0 || length > NAME_AT_MOST)
    throw new FormatError('malformed', `no name stands at byte ${at}`);
  return reader.text(at + 8, length);
}
