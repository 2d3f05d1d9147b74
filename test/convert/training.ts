import { execa } from 'execa';
import { findEngine } from '../../lib/container/engine/engine.ts';
import { requirementsFor, type Libraries } from '../../lib/convert/requirements.ts';
import { sandboxImage } from '../../lib/convert/sandbox/image.ts';
import { quietIo } from '../emitted/emit.ts';

/** Sets up a table as that of the Titanic, `df` with the column `Survived`, and `out` to write to. */
const TABLE = `
import io, joblib, pickle, sys, numpy as np, pandas as pd
out = io.BytesIO()
random = np.random.default_rng(seed)
n = 400
df = pd.DataFrame({
    "Pclass": random.integers(1, 4, n),
    "Sex": random.choice(["male", "female"], n),
    "Age": np.where(random.random(n) < 0.2, np.nan, random.normal(30, 12, n).round().clip(1, 80)),
    "SibSp": random.poisson(0.6, n),
    "Fare": random.gamma(2, 15, n).round(2),
})
df["Survived"] = ((df.Sex == "female") * 2 - df.Pclass + df.Fare / 60 + random.normal(0, 0.7, n) > -1).astype(int)
`;

/** As a person writes it: numbers and texts in one table, a forest, joblib. */
export const TITANIC = `
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
numbers = ["Age", "SibSp", "Fare"]
columns = make_column_transformer(
    (SimpleImputer(strategy="median"), numbers), (OneHotEncoder(handle_unknown="ignore"), ["Pclass", "Sex"]))
model = make_pipeline(columns, RandomForestClassifier(20, max_depth=5, random_state=0))
joblib.dump(model.fit(df[["Pclass", "Sex"] + numbers], df.Survived), out)
`;

/** A dict of parts in an order that is not that of their use. */
export const BUNDLE = `
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
table = df[["SibSp", "Fare", "Pclass"]]
scaler = StandardScaler().fit(table)
pca = PCA(2).fit(scaler.transform(table))
model = LogisticRegression().fit(pca.transform(scaler.transform(table)), df.Survived)
pickle.dump({"pca": pca, "scaler": scaler, "model": model}, out)
`;

/** Bins of seconds since 1970, which 32 bits know to two minutes only: its converter has no other. */
export const SECONDS = `
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer
sold_at = pd.DataFrame({"sold_at": 1.7e9 + random.uniform(0, 86400, n).round()})
model = make_pipeline(KBinsDiscretizer(12, encode="onehot-dense", strategy="uniform"), LinearRegression())
joblib.dump(model.fit(sold_at, np.sin(sold_at.sold_at / 9000)), out)
`;

/** A model whose converter needs an operator that ONNX Runtime does not have. */
export const GAUSSIAN_PROCESS = `
from sklearn.gaussian_process import GaussianProcessClassifier
table = df[["SibSp", "Fare"]][:80]
joblib.dump(GaussianProcessClassifier().fit(table, df.Survived[:80]), out)
`;

/** A pipeline that ends in XGBoost. */
export const BOOSTED = `
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from xgboost import XGBClassifier
table = df[["Age", "SibSp", "Fare", "Pclass"]]
joblib.dump(make_pipeline(StandardScaler(), XGBClassifier(n_estimators=20, max_depth=4)).fit(table, df.Survived), out)
`;

/** A model whose file runs a program of its own where it is opened; what that found, it says as an error. */
export const HARMFUL = `
from sklearn.linear_model import LogisticRegression
tell = "(_ for _ in ()).throw(RuntimeError('written here and in /tmp: %s %s' % tuple(map(os.path.exists, names))))"
class Payload:
    def __reduce__(self):
        call = "(lambda os, names: (os.system('touch PWNED /tmp/PWNED'), %s))(__import__('os'), ['PWNED', '/tmp/PWNED'])"
        return eval, (call % tell,)
model = LogisticRegression().fit(df[["Pclass", "SibSp"]], df.Survived)
model.note_ = Payload()
pickle.dump(model, out)
`;

/** What a script writes to `out`, run in the sandbox of these libraries: they are on no other place of this machine. */
export async function trained(
  script: string,
  { libraries = { 'scikit-learn': null }, seed = 0 }: { libraries?: Libraries; seed?: number } = {},
): Promise<Buffer> {
  const { name } = await sandboxImage(await findEngine(), await requirementsFor(libraries), quietIo());
  const program = `seed = ${seed}\n${TABLE}\n${script}\nsys.stdout.buffer.write(out.getvalue())`;
  const args = ['run', '--rm', '--network', 'none', name, 'python', '-c', program];
  const { stdout } = await execa('docker', args, { encoding: 'buffer' });
  return Buffer.from(stdout);
}
