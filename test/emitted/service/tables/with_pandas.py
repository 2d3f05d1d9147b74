"""Sends a table with gaps in the forms that pandas writes: python with_pandas.py URL COLUMN…"""

import io
import json
import sys

import numpy
import pandas
import requests

url, *columns = sys.argv[1:]
table = pandas.DataFrame(
    {name: [1.5, numpy.nan, 40.25] if index % 2 else [3.0, 70.5, 12.0] for index, name in enumerate(columns)}
)


def post(body, kind):
    headers = {"Content-Type": kind}
    return requests.post(f"{url}/predict", data=body.encode(), headers=headers, timeout=60)


def told(answer):
    body = answer.json()
    return {"status": answer.status_code, "detail": body["detail"], "hints": [one["hint"] for one in body.get("errors", [])]}


def rows(answer):
    return answer.json()["rows"] if answer.ok else told(answer)


as_csv = post(table.to_csv(index=False), "text/csv")
print(
    json.dumps(
        {
            "csv": pandas.read_csv(io.StringIO(as_csv.text)).iloc[:, -1].tolist() if as_csv.ok else told(as_csv),
            "index": post(table.to_csv(), "text/csv").status_code,
            "records": rows(post('{"rows": ' + table.to_json(orient="records") + "}", "application/json")),
            "dumps": rows(post(json.dumps({"rows": table.to_dict("records")}), "application/json")),
            "bare": rows(post(table.to_json(orient="records"), "application/json")),
            "split": rows(post('{"dataframe_split": ' + table.to_json(orient="split") + "}", "application/json")),
            "lines": [json.loads(line) for line in post(table.to_json(orient="records", lines=True), "application/x-ndjson").text.splitlines()],
        }
    )
)
