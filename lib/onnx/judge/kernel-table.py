"""Writes kernel-table.ts: which operators the CPU kernels of ONNX Runtime can run, in which version.

    pip install onnxruntime==1.30.0 onnx==1.22.0
    python lib/onnx/judge/kernel-table.py > lib/onnx/judge/kernel-table.ts
    npx prettier --write lib/onnx/judge/kernel-table.ts

The Python package has the same CPU kernels and schemas as onnxruntime-node of the same version. An operator has
versions, each valid until the next one. A version runs if a kernel starts exactly there, or a kernel of a closed range
of versions contains it, or ONNX defines the operator as a function of others. Constant needs no kernel. Which operators
of com.microsoft are functions is not told by the package, so none of them counts as one that cannot run.
Bernoulli-22 is a function that calls RandomUniformLike-22, which has no kernel.
"""

import sys
from collections import defaultdict

import onnx
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as state

OPEN = 2**31 - 1
DOMAINS = ["", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc"]

kernels = defaultdict(list)
for kernel in state.get_all_opkernel_def():
    if kernel.provider == "CPUExecutionProvider":
        kernels[kernel.domain, kernel.op_name].append(kernel.version_range)

functions = {
    (schema.domain, schema.name, schema.since_version)
    for schema in onnx.defs.get_all_schemas_with_history()
    if schema.has_function or schema.has_context_dependent_function
}


def runs(domain, name, version):
    if domain == "com.microsoft" or (domain, name) == ("", "Constant"):
        return True
    if (domain, name, version) == ("", "Bernoulli", 22):
        return False
    if (domain, name, version) in functions:
        return True
    return any(
        start == version or (end != OPEN and start <= version <= end)
        for start, end in kernels[domain, name]
    )


versions = defaultdict(set)
for schema in state.get_all_operator_schema():
    versions[schema.domain, schema.name].add(schema.since_version)

print("// Written by kernel-table.py; do not edit.")
print(f"// onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}")
print()
print("/**")
print(" * Domain ('' is ai.onnx) → operator → its versions, in their order; a negative one cannot run on a CPU.")
print(" */")
print("export const KERNEL_TABLE: Record<string, Record<string, number[]>> = {")
for domain in DOMAINS:
    print(f"  '{domain}': {{")
    for known, name in sorted(versions):
        if known == domain:
            listed = [v if runs(domain, name, v) else -v for v in sorted(versions[known, name])]
            print(f"    {name}: {listed},")
    print("  },")
print("};")
print(f"{len(versions)} operators", file=sys.stderr)
