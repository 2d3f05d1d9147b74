import { opsetOf } from '../calls.ts';
import type { Graph, Node } from '../../model/graph.ts';
import { FLOAT, INT32, INT64, SEQUENCE, STRING, UINT8 } from '../../model/datatypes.ts';
import type { Model } from '../../model/model.ts';
import { formalAt, type Schema, schemaOf } from './schemas.ts';

/** A node, with the types of what it takes: 0 where a type is not known. */
export interface TypedNode {
  node: Node;
  schema: Schema;
  takes: number[];
  /** Whether the runtime may leave it out: it lies in a branch of an If. */
  isOptional: boolean;
}

/** The types of a graph's values by name, and of those around it. */
interface Scope {
  types: Map<string, number>;
  around: Scope | undefined;
}

/**
 * Follows the types of values through the graph, from its inputs and initializers on, and yields each node whose operator
 * is known. What a function of the model gives, and what a body is given, is not followed.
 * @returns the types of the graph's values by name, as far as they are known
 */
export function* inferTypes(model: Model): Generator<TypedNode, Map<string, number>> {
  const own = new Set(model.functions.map(({ domain, name }) => `${domain}\n${name}`));
  const graph: Scope = { types: new Map(), around: undefined };
  for (const { name, kind, elementType } of model.graph.inputs) {
    if (kind === 'tensor') graph.types.set(name, elementType);
  }

  function* follow({ nodes, initializers }: Graph, scope: Scope, isOptional: boolean): Generator<TypedNode> {
    for (const [name, type] of initializers) if (!scope.types.has(name)) scope.types.set(name, type);
    for (const node of nodes) {
      const bodies = node.graphs.map((body) => ({
        body,
        inside: { types: new Map(body.inputs.map(({ name }) => [name, 0])), around: scope },
      }));
      for (const { body, inside } of bodies)
        yield* follow(body, inside, isOptional || node.operator === 'If');
      if (own.has(`${node.domain}\n${node.operator}`)) continue;
      const schema = schemaOf(node.domain, node.operator, opsetOf(model, node.domain));
      if (schema === undefined) continue;
      const takes = node.inputs.map((name) => typeOf(name, scope));
      yield { node, schema, takes, isOptional };
      const ofBody = bodies[0] && bodies[0].body.outputs.map(({ name }) => typeOf(name, bodies[0]!.inside));
      const gives = ofBody ? givenByBody(node, ofBody) : givenTypes(node, schema, takes);
      node.outputs.forEach((name, i) => scope.types.set(name, gives[i] ?? 0));
    }
  }
  yield* follow(model.graph, graph, false);
  return graph.types;
}

function typeOf(name: string, scope: Scope): number {
  for (let at: Scope | undefined = scope; at; at = at.around) {
    const type = at.types.get(name);
    if (type !== undefined) return type;
  }
  return 0;
}

/** Of If and Scan the body's outputs, of Loop without the first, the condition. */
function givenByBody({ operator }: Node, ofBody: number[]): number[] {
  if (operator === 'Loop') return ofBody.slice(1);
  return operator === 'If' || operator === 'Scan' ? ofBody : [];
}

/** What an operator makes of the types that it takes, as its schema or its attributes say it. */
function givenTypes(node: Node, schema: Schema, takes: number[]): number[] {
  const variables = boundTypes(schema, takes);
  return node.outputs.map((_, place) => {
    const formal = formalAt(schema.gives, place);
    if (formal === undefined || formal.repeats === 'any') return 0;
    if (formal.type !== 0) return formal.type;
    const bound = variables.get(formal.variable);
    if (bound !== undefined) return bound;
    const allowed = schema.allowed.get(formal.variable) ?? [];
    if (allowed.length === 1) return allowed[0]!;
    return place === 0 ? ownRule(node, takes) : 0;
  });
}

/** The types of an operator's variables by what it takes; where two places disagree, that of the first. */
export function boundTypes({ takes: formals }: Schema, takes: number[]): Map<string, number> {
  const bound = new Map<string, number>();
  takes.forEach((type, place) => {
    const formal = formalAt(formals, place);
    if (type === 0 || !formal?.variable || formal.repeats === 'any') return;
    if (!bound.has(formal.variable)) bound.set(formal.variable, type);
  });
  return bound;
}

/** The first result of operators that no schema's variable tells; the defaults are ONNX's. */
function ownRule({ operator, attributeType = 0 }: Node, [first = 0]: number[]): number {
  switch (operator) {
    case 'ConstantOfShape':
    case 'RandomNormal':
    case 'RandomUniform':
      return attributeType || FLOAT;
    case 'EyeLike':
    case 'RandomNormalLike':
    case 'RandomUniformLike':
      return attributeType || first;
    case 'Multinomial':
      return attributeType || INT32;
    case 'QuantizeLinear':
      return attributeType || UINT8;
    case 'SequenceEmpty':
      return SEQUENCE + (attributeType || FLOAT);
    case 'SequenceConstruct':
    case 'SplitToSequence':
      return first === 0 ? 0 : SEQUENCE + first;
    case 'SequenceAt':
      return Math.max(0, first - SEQUENCE);
    case 'CategoryMapper':
      return first === STRING ? INT64 : first === INT64 ? STRING : 0;
    default:
      return attributeType;
  }
}
