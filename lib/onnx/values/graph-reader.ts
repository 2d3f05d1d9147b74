import { type Element, readTensorData } from '../model/tensor-data.ts';
import type { Model } from '../model/model.ts';
import { type Field, ProtobufError, ProtobufFile } from '../wire/protobuf.ts';
import { FIXED32, LENGTH_DELIMITED, VARINT } from '../wire/wire.ts';

/** More elements of a constant are not read: a list of columns, an offset for each, a shape. */
const MOST_CONSTANT = 10_000;

/**
 * Reads what readModel passes over, of the few nodes that tell something about values: their attributes, and the small
 * constants among their inputs. It opens the model's file again, so that other models cost nothing.
 */
export class GraphReader {
  readonly #file: ProtobufFile;
  /** Of the main graph, in the order of its nodes. */
  readonly #nodes: Field[] = [];
  readonly #constants = new Map<string, Field>();

  /** Throws ProtobufError where the graph has too much structure. */
  constructor(model: Model) {
    this.#file = new ProtobufFile(model.path);
    for (const graph of model.graphFields) {
      for (const field of this.#file.fields(graph)) {
        if (field.wire !== LENGTH_DELIMITED) continue;
        if (field.number === 1) this.#nodes.push(field);
        if (field.number === 5) this.#constants.set(this.#nameOf(field), field);
      }
    }
    model.graph.nodes.forEach((node, i) => {
      const value = node.operator === 'Constant' ? this.#attribute(i, 'value', 5) : undefined;
      if (value !== undefined) this.#constants.set(node.outputs[0]!, value);
    });
  }

  close(): void {
    this.#file.close();
  }

  /** The elements of an initializer or Constant; undefined where it is none, is long, or lies in another file. */
  constant(name: string): Element[] | undefined {
    const field = this.#constants.get(name);
    return field && this.#tensor(field);
  }

  /** A tensor among the attributes of node `i`. */
  tensor(i: number, name: string): Element[] | undefined {
    const field = this.#attribute(i, name, 5);
    return field && this.#tensor(field);
  }

  integer(i: number, name: string): number | undefined {
    const field = this.#attribute(i, name, 3);
    return field && this.#file.integer(field);
  }

  float(i: number, name: string): number | undefined {
    const field = this.#attribute(i, name, 2);
    return field && this.#floats(field)[0];
  }

  text(i: number, name: string): string | undefined {
    const field = this.#attribute(i, name, 4);
    return field && this.#file.text(field);
  }

  /** A list of floats, integers or texts among the attributes of node `i`, of a longer one the first `most`. */
  list(i: number, name: string, most: number): (number | bigint | string)[] {
    const found: (number | bigint | string)[] = [];
    for (const field of this.#fieldsOf(i, name)) {
      if (field.number === 7) found.push(...this.#floats(field, most - found.length));
      if (field.number === 8) found.push(...this.#integers(field, most - found.length));
      if (field.number === 9 && field.wire === LENGTH_DELIMITED) found.push(this.#file.name(field));
      if (found.length >= most) break;
    }
    return found;
  }

  #attribute(i: number, name: string, number: number): Field | undefined {
    for (const field of this.#fieldsOf(i, name)) if (field.number === number) return field;
    return undefined;
  }

  /** The fields of an AttributeProto. */
  *#fieldsOf(i: number, name: string): Generator<Field> {
    for (const attribute of this.#file.fields(this.#nodes[i])) {
      if (attribute.number !== 5 || this.#nameOf(attribute, 1) !== name) continue;
      yield* this.#file.fields(attribute);
      return;
    }
  }

  /** Of a TensorProto (8) or AttributeProto (1). */
  #nameOf(message: Field, number = 8): string {
    for (const field of this.#file.fields(message)) {
      if (field.number === number) return this.#file.name(field);
      // An attribute's name comes first; behind it a tree has millions of fields.
      if (number === 1) return '';
    }
    return '';
  }

  #floats(field: Field, most = 1): number[] {
    if (field.wire !== FIXED32 && field.wire !== LENGTH_DELIMITED) return [];
    const bytes = this.#file.bytes(field, 4 * most);
    return Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(4 * at));
  }

  #integers(field: Field, most: number): (number | bigint)[] {
    if (field.wire !== VARINT && field.wire !== LENGTH_DELIMITED) return [];
    const found: (number | bigint)[] = [];
    for (const value of this.#file.integers(field)) {
      found.push(Number.isSafeInteger(Number(value)) ? Number(value) : value);
      if (found.length >= most) break;
    }
    return found;
  }

  #tensor(field: Field): Element[] | undefined {
    try {
      return readTensorData(this.#file, MOST_CONSTANT, field).elements;
    } catch (error) {
      if (error instanceof RangeError || error instanceof ProtobufError) return undefined;
      throw error;
    }
  }
}
