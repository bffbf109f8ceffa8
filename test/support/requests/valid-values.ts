import {
  commonMembers,
  discriminatorValues,
  structMembers,
  type BuiltinName,
  type Member,
  type Members,
  type Model,
  type TypeReference,
  type UnionType,
} from "../../../generator/model/index.js";
import type { Random } from "./random.js";
import { Numeral, type WireObject, type WireValue } from "./wire-value.js";

const texts = ["", "x", "node0", "id-1", "0", "on", "\u00e9\u{1f600}"];

/** The limits of each numeric type and values between them. */
const numerals: Readonly<Record<string, readonly string[]>> = {
  int8: ["-128", "127", "-0"],
  int16: ["-32768", "32767", "1"],
  int32: ["-2147483648", "2147483647", "7"],
  int64: ["-9223372036854775808", "9223372036854775807", "9007199254740993", "0"],
  int: ["-9223372036854775808", "9223372036854775807", "100"],
  uint8: ["0", "255", "50"],
  uint16: ["0", "65535", "8"],
  uint32: ["0", "4294967295", "9"],
  uint64: ["0", "18446744073709551615", "-1", "-9223372036854775808", "512"],
  size: ["18446744073709551615", "4096", "-4096"],
  number: ["1", "0.5", "1e400", "-3", "18446744073709551616"],
};

const others: Readonly<Record<string, readonly WireValue[]>> = {
  bool: [true, false],
  null: [null],
  any: [null, true, "x", new Numeral("1"), [], { x: "y" }],
  QType: ["qnull"],
};

/** Generates values that conform to a model. */
export class ValidValues {
  readonly #model: Model;
  readonly #random: Random;

  constructor(model: Model, random: Random) {
    this.#model = model;
    this.#random = random;
  }

  data(data: Members, depth = 0): WireObject {
    return data.kind === "named" ? this.#object(data.type, depth) : this.#members(data.members, depth);
  }

  #value(type: TypeReference, depth: number): WireValue {
    switch (type.kind) {
      case "array":
        return Array.from({ length: this.#random.below(3) }, () => this.#value(type.element, depth + 1));
      case "builtin":
        return this.#builtin(type.name);
      case "defined":
        return this.#defined(type.name, depth);
    }
  }

  #builtin(name: BuiltinName): WireValue {
    const choices = numerals[name];
    return choices === undefined
      ? this.#random.pick(others[name] ?? texts)
      : new Numeral(this.#random.pick(choices));
  }

  #defined(name: string, depth: number): WireValue {
    const definition = this.#model.byName.get(name);
    if (definition?.kind === "enum") return this.#random.pick(definition.values).name;
    if (definition?.kind !== "alternate") return this.#object(name, depth);
    // Ends the nesting of recursive types.
    const shallow = definition.alternatives.filter(({ type }) => type.kind === "builtin");
    return this.#value(
      this.#random.pick(depth > 2 && shallow.length > 0 ? shallow : definition.alternatives).type,
      depth + 1,
    );
  }

  #object(name: string, depth: number): WireObject {
    const definition = this.#model.byName.get(name);
    if (definition?.kind === "struct") return this.#members(structMembers(this.#model, definition), depth);
    if (definition?.kind === "union") return this.#union(definition, depth);
    throw new Error(`${name} is not an object type`);
  }

  #union(union: UnionType, depth: number): WireObject {
    const value = this.#random.pick(discriminatorValues(this.#model, union)).name;
    const branch = union.branches.find((each) => each.name === value);
    return {
      ...this.#members(commonMembers(this.#model, union.base), depth),
      [union.discriminator]: value,
      ...(branch?.type.kind === "defined" ? this.#object(branch.type.name, depth + 1) : {}),
    };
  }

  #members(members: readonly Member[], depth: number): WireObject {
    const present = members.filter((member) => !member.optional || this.#random.chance(depth > 3 ? 0 : 0.3));
    return Object.fromEntries(present.map((member) => [member.name, this.#value(member.type, depth + 1)]));
  }
}
