"""Saves three models in the ways that people save theirs.

    python saved_models.py DIR

writes the files into the folder, beside `linear.original`, `boosted.original` and `light.original`: the models
themselves, for joblib.load. Prints a JSON object: file → original.
"""

import json
import os
import pickle
import sys

import joblib
import lightgbm
import xgboost
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

os.chdir(sys.argv[1])
X, y = load_iris(return_X_y=True, as_frame=True)
linear = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
boosted = xgboost.XGBClassifier(n_estimators=5).fit(X, y)
light = lightgbm.LGBMClassifier(n_estimators=5, verbose=-1).fit(X, y)
for name, model in {"linear": linear, "boosted": boosted, "light": light}.items():
    joblib.dump(model, f"{name}.original")

for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    with open(f"linear-{protocol}.pkl", "wb") as file:
        pickle.dump(linear, file, protocol=protocol)
joblib.dump(linear, "linear.joblib")
for method in ["zlib", "gzip", "bz2", "lzma", "xz"]:
    joblib.dump(linear, f"linear-{method}.joblib", compress=(method, 3))

boosted.save_model("boosted.json")
boosted.save_model("boosted.ubj")
joblib.dump(boosted, "boosted.pkl")
joblib.dump(boosted.get_booster(), "boosted-booster.pkl")

light.booster_.save_model("light.txt")
joblib.dump(light, "light.pkl")
joblib.dump(light.booster_, "light-booster.pkl")

files = [file for file in sorted(os.listdir()) if not file.endswith(".original")]
print(json.dumps({file: f"{file.partition('.')[0].partition('-')[0]}.original" for file in files}))
