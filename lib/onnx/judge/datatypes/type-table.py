"""Writes type-table.ts: which datatypes each operator takes and gives, and which of them the CPU kernels have.

    pip install onnxruntime==1.30.0 onnx==1.22.0
    python lib/onnx/judge/datatypes/type-table.py > lib/onnx/judge/datatypes/type-table.ts
    npx prettier --write lib/onnx/judge/datatypes/type-table.ts

The Python package has the same schemas and CPU kernels as onnxruntime-node of the same version. A type is a number: of a
tensor the one of its elements in ONNX's TensorProto.DataType, of a sequence of such tensors 100 more. Types that are
neither (maps, optionals) are left out, and a variable that only takes such ones is `_`, which is never judged.

Kernels are not judged (`-`) where ONNX defines the operator as a function of others, which then runs in their place, in
com.microsoft, where the package does not tell which operators are functions, and of Constant, which needs none.
"""

import re
import sys
from collections import defaultdict

import onnx
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as state

OPEN = 2**31 - 1
DOMAINS = ["", "ai.onnx.ml", "com.microsoft"]
SEQUENCE = 100
NAMES = {"float": 1, "double": 11, "float16": 10, "string": 8, "bool": 9, "bfloat16": 16}


def number(text):
    """`tensor(float)` -> 1, `seq(tensor(int64))` -> 107; None for what is neither."""
    match = re.fullmatch(r"(seq\()?tensor\((\w+)\)\)?", text)
    if not match:
        return None
    name = match[2]
    known = NAMES.get(name) or onnx.TensorProto.DataType.Value(name.upper())
    return known + SEQUENCE if match[1] else known


sets = []


def set_of(texts):
    """The index of a set of types."""
    found = sorted({known for known in map(number, texts) if known is not None})
    if found not in sets:
        sets.append(found)
    return sets.index(found)


def formal(parameter, variables):
    option = str(parameter.option).rsplit(".", 1)[1]
    mark = {"Single": "", "Optional": "", "Variadic": "*" if parameter.isHomogeneous else "~"}[option]
    text = parameter.typeStr
    if text not in variables:
        text = "_" if number(text) is None else f"#{number(text)}"
    return text + mark


kernels = defaultdict(list)
for kernel in state.get_all_opkernel_def():
    if kernel.provider == "CPUExecutionProvider":
        kernels[kernel.domain, kernel.op_name].append(kernel)

functions = {
    (schema.domain, schema.name, schema.since_version)
    for schema in onnx.defs.get_all_schemas_with_history()
    if schema.has_function or schema.has_context_dependent_function
}


def kernel_types(schema, variables):
    key = (schema.domain, schema.name)
    version = schema.since_version
    if schema.domain == "com.microsoft" or key == ("", "Constant") or (*key, version) in functions:
        return "-"
    found = []
    for kernel in kernels[key]:
        start, end = kernel.version_range
        if not (start == version or (end != OPEN and start <= version <= end)):
            continue
        limits = {name: texts for name, texts in dict(kernel.type_constraints).items() if name in variables}
        found.append({name: {number(text) for text in texts} - {None} for name, texts in limits.items()})
    # Kernels for one variable alone are one kernel for all of its types.
    names = {tuple(sorted(kernel)) for kernel in found}
    if len(names) == 1 and len(next(iter(names))) == 1:
        (name,) = next(iter(names))
        found = [{name: set().union(*(kernel[name] for kernel in found))}]
    texts = [" ".join(f"{name}={index(types)}" for name, types in sorted(kernel.items())) for kernel in found]
    return "/".join(dict.fromkeys(texts)) or "-"


def index(types):
    found = sorted(types)
    if found not in sets:
        sets.append(found)
    return sets.index(found)


table = {domain: defaultdict(list) for domain in DOMAINS}
for schema in sorted(state.get_all_operator_schema(), key=lambda one: (one.name, one.since_version)):
    if schema.domain not in table:
        continue
    limits = {
        one.type_param_str: one.allowed_type_strs
        for one in schema.type_constraints
        # With a type that is not a number, a variable is not judged.
        if all(number(text) is not None for text in one.allowed_type_strs)
    }
    takes = " ".join(formal(one, limits) for one in schema.inputs)
    gives = " ".join(formal(one, limits) for one in schema.outputs)
    allowed = " ".join(f"{name}={set_of(texts)}" for name, texts in limits.items())
    rest = f"{takes}|{gives}|{allowed}|{kernel_types(schema, limits)}"
    table[schema.domain][schema.name].append((schema.since_version, rest))

print("// Written by type-table.py; do not edit.")
print(f"// onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}")
print()
print("/** Sets of types. A type is ONNX's number of a tensor's elements, or 100 more for a sequence of such tensors. */")
print("export const TYPE_SETS: number[][] = [")
for types in sets:
    print(f"  {types},")
print("];")
print()
print("/**")
print(" * Domain ('' is ai.onnx) → operator → its versions as `SINCE|TAKES|GIVES|ALLOWED|KERNELS`. What it takes and gives are")
print(" * type variables or `#TYPE`; `*` is any number of one type, `~` of any types. ALLOWED and each of KERNELS (between `/`)")
print(" * are `VARIABLE=INDEX` of a set above; KERNELS is `-` where they are not judged.")
print(" */")
print("export const TYPE_TABLE: Record<string, Record<string, string[]>> = {")
for domain in DOMAINS:
    print(f"  '{domain}': {{")
    for name, versions in table[domain].items():
        listed = [f"'{since}|{rest}'" for since, rest in versions]
        print(f"    {name}: [{', '.join(listed)}],")
    print("  },")
print("};")
print(f"{sum(map(len, table.values()))} operators, {len(sets)} sets", file=sys.stderr)
