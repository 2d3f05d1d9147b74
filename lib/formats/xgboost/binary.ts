import { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { judged, source } from '../reading.ts';
import type { Reading } from '../source.ts';
import { boosterName, objectiveDoubts } from './xgboost.ts';

// LearnerModelParamLegacy of XGBoost 1.x and 2.x (src/learner.cc): base_score, num_feature, num_class, two flags,
// major and minor version, then reserved words: 136 bytes. The names of objective and booster follow it.
const MAGIC = 'binf';
const [FEATURES, MAJOR, MINOR, PARAMETERS] = [4, 20, 24, 136];
const NAME_AT_MOST = 100;

/** The binary form that XGBoost wrote by default before 1.0 and read until 3.0; undefined where it is none. */
export function readOldXgboost(bytes: ByteSource): Reading | undefined {
  const reader = new ByteReader(bytes);
  if (bytes.size < PARAMETERS + 20) return undefined;
  const start = reader.text(0, 4) === MAGIC ? 4 : 0;
  const objective = name(reader, start + PARAMETERS);
  if (objective === undefined || !/^(reg|binary|multi|rank|count|survival):\w+$/.test(objective)) return undefined;
  const booster = name(reader, start + PARAMETERS + 8 + objective.length);
  if (booster === undefined || !/^(gbtree|gblinear|dart)$/.test(booster)) return undefined;
  const major = reader.u32(start + MAJOR);
  const version = major === 0 || major > 3 ? null : `${major}.${reader.u32(start + MINOR)}`;
  const said = source('xgboost-binary', {
    framework: 'xgboost',
    frameworkVersion: version,
    model: boosterName('Booster', [booster, objective], [], reader.u32(start + FEATURES)),
  });
  return judged(said, objectiveDoubts(booster, objective));
}

/** A text after its length in 8 bytes. */
function name(reader: ByteReader, at: number): string | undefined {
  if (at + 8 > reader.size) return undefined;
  const length = reader.u64(at);
  if (length === 0 || length > NAME_AT_MOST || at + 8 + length > reader.size) return undefined;
  return reader.text(at + 8, length);
}
