import { leadsToItself } from './cycle.ts';
import type { ModelFunction } from '../model/function.ts';
import type { Graph, Node } from '../model/graph.ts';

/** A graph, a body of If, Loop or Scan, or the body of a function: what values are made and read in it, by name. */
export interface Scope {
  inputs: string[];
  outputs: string[];
  /** Gone through once. */
  initializers: Iterable<string>;
  nodes: Node[];
}

/** Names that have something wrong with them, over all scopes; the order of ONNX Runtime's own rules. Each was measured. */
export interface Faults {
  /** Values that are read or given, and that nobody makes. */
  missing: Set<string>;
  /** Values that are made twice, in one scope or in a body and around it. */
  twice: Set<string>;
  /** Nodes of one scope with the same name. */
  nodes: Set<string>;
  /** Values that are read before they are made, where the order matters: in bodies and functions. */
  early: Set<string>;
  /** Outputs of a body that are values from around it. */
  passed: Set<string>;
  isCyclic: boolean;
}

export function scopeOfGraph({ inputs, outputs, initializers, nodes }: Graph): Scope {
  return {
    inputs: inputs.map(({ name }) => name),
    outputs: outputs.map(({ name }) => name),
    initializers: initializers.keys(),
    nodes,
  };
}

/** Without its outputs: the runtime has rules of their own for these (judgeFunctions). */
export function scopeOfFunction({ inputs, nodes }: ModelFunction): Scope {
  return { inputs, outputs: [], initializers: [], nodes };
}

/** Finds what is wrong with the names of a scope and of the bodies in it. `isSorted`: whether the order has to be right. */
export function findFaults(scope: Scope, isSorted: boolean): Faults {
  const faults: Faults = {
    missing: new Set(),
    twice: new Set(),
    nodes: new Set(),
    early: new Set(),
    passed: new Set(),
    isCyclic: false,
  };
  visit({ scope, isSorted, around: [], exempt: new Set(), faults });
  return faults;
}

interface Visit {
  scope: Scope;
  isSorted: boolean;
  /** The names of each scope around this one. */
  around: Map<string, number>[];
  /** What the nodes give whose bodies these are: a body may use the same names. */
  exempt: Set<string>;
  faults: Faults;
}

/** Returns the names that are read here and made around it. */
function visit({ scope, isSorted, around, exempt, faults }: Visit): string[] {
  const { nodes } = scope;
  const made = namesMade(scope, faults);
  const isAround = (name: string): boolean => around.some((names) => names.has(name));
  for (const { outputs } of around.length > 0 ? nodes : []) {
    for (const name of outputs)
      if (name !== '' && !exempt.has(name) && isAround(name)) faults.twice.add(name);
  }
  const free: string[] = [];
  /** Returns whether a node at or behind the position makes the value. */
  const readEarly = (name: string, position: number): boolean => {
    const maker = made.get(name);
    if (maker !== undefined) return maker >= position;
    if (isAround(name)) free.push(name);
    else if (name !== '') faults.missing.add(name);
    return false;
  };
  const unordered: number[] = [];
  // What the bodies of a node read is read by the node.
  const throughBodies = new Map<Node, string[]>();
  for (const [position, node] of nodes.entries()) {
    const early = node.inputs.filter((name) => readEarly(name, position));
    if (isSorted) for (const name of early) faults.early.add(name);
    if (node.graphs.length > 0) {
      const inside = { around: [...around, made], exempt: new Set([...exempt, ...node.outputs]), faults };
      const names = node.graphs.flatMap((body) =>
        visit({ scope: scopeOfGraph(body), isSorted: true, ...inside }),
      );
      early.push(...names.filter((name) => readEarly(name, position)));
      throughBodies.set(
        node,
        names.filter((name) => made.has(name)),
      );
    }
    if (early.length > 0) unordered.push(position);
  }
  for (const name of scope.outputs) {
    readEarly(name, nodes.length);
    if (!made.has(name) && isAround(name)) faults.passed.add(name);
  }
  faults.isCyclic ||= leadsToItself(unordered, (position) =>
    [...nodes[position]!.inputs, ...(throughBodies.get(nodes[position]!) ?? [])].flatMap((name) => {
      const maker = made.get(name) ?? OUTSIDE;
      return maker === OUTSIDE ? [] : maker;
    }),
  );
  return free;
}

/** The position of an input or initializer: in front of all nodes. */
const OUTSIDE = -1;

/** Name → the position of the node that makes it. */
function namesMade({ inputs, initializers, nodes }: Scope, faults: Faults): Map<string, number> {
  const made = new Map<string, number>();
  const make = (name: string, position: number): void => {
    if (name === '') return;
    if (made.has(name)) faults.twice.add(name);
    made.set(name, position);
  };
  for (const name of inputs) make(name, OUTSIDE);
  // An initializer may also be an input: the input's default.
  for (const name of initializers) made.set(name, OUTSIDE);
  const called = new Set<string>();
  for (const [position, { name, outputs }] of nodes.entries()) {
    for (const output of outputs) make(output, position);
    if (name !== '' && called.has(name)) faults.nodes.add(name);
    called.add(name);
  }
  return made;
}
