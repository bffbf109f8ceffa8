import fc from "fast-check";
import type { ObjectInfo } from "qapi-ts-generator/introspection";
import type { MachineSchema } from "../../../../tools/schema/machine-schema.js";

/** Draws a value. */
type Draw = fc.GeneratorValue;

/** The integers that are drawn. A machine reports every integer as one of 64 bits, also those of 8. */
interface Integers {
  readonly integers?: fc.Arbitrary<unknown>;
}

/** Integers that every type of integer has. */
export const smallIntegers: fc.Arbitrary<number> = fc.nat({ max: 127 });

/** The deepest nesting of optional members. */
const maxDepth = 3;

/** Strings that look like something else in JSON, in a shell, in an option or in a template. */
const strings = fc.oneof(
  fc.constantFrom(
    "",
    "d0",
    "true",
    "null",
    "5",
    "-1",
    "[",
    "{}",
    "--x",
    "a b",
    "it's",
    '"',
    "$(x)",
    "\\",
    "é\u2028",
    "\u001b[2J",
    "a\nb",
    "x.y",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const allIntegers = fc.oneof(
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map((value) => {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }),
);
const anything = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>;

/** Draws valid arguments of a command. */
export function drawArguments(
  schema: MachineSchema,
  command: string,
  draw: Draw,
  { integers = allIntegers }: Integers = {},
): Record<string, unknown> {
  const info = schema.commands.get(command);
  if (info === undefined) throw new Error(`no command ${command}`);
  return new Drawing(schema, draw, integers).object(schema.argumentsOf(info), 0);
}

class Drawing {
  readonly #schema: MachineSchema;
  readonly #draw: Draw;
  readonly #integers: fc.Arbitrary<unknown>;

  constructor(schema: MachineSchema, draw: Draw, integers: fc.Arbitrary<unknown>) {
    this.#schema = schema;
    this.#draw = draw;
    this.#integers = integers;
  }

  object(type: ObjectInfo, depth: number): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const { name, type: memberType, optional } of type.members) {
      const isTag = name === type.tag;
      if (optional && !isTag && (depth > maxDepth || !this.#draw(fc.boolean))) continue;
      value[name] = this.#value(memberType, depth + 1);
    }
    const variant = type.variants.find((each) => type.tag !== undefined && each.case === value[type.tag]);
    if (variant === undefined) return value;
    return { ...value, ...this.object(this.#schema.objectType(variant.type), depth) };
  }

  #value(typeName: string, depth: number): unknown {
    const type = this.#schema.type(typeName);
    switch (type["meta-type"]) {
      case "builtin":
        return this.#builtin(type["json-type"]);
      case "enum":
        return this.#draw(fc.constantFrom, ...type.members.map(({ name }) => name));
      case "array": {
        const length = depth > maxDepth ? 0 : this.#draw(fc.nat, { max: 2 });
        return Array.from({ length }, () => this.#value(type["element-type"], depth + 1));
      }
      case "object":
        return this.object(type, depth);
      case "alternate": {
        // A deep value is a reference instead of another object.
        const plain = type.members.filter((name) => this.#schema.type(name)["meta-type"] !== "object");
        const names = depth > maxDepth && plain.length > 0 ? plain : type.members;
        const name: string = this.#draw(fc.constantFrom<string[]>, ...names);
        return this.#value(name, depth + 1);
      }
    }
  }

  #builtin(jsonType: string): unknown {
    switch (jsonType) {
      case "string":
        return this.#draw(() => strings);
      case "int":
        return this.#draw(() => this.#integers);
      case "number":
        return this.#draw(fc.double, { noNaN: true, noDefaultInfinity: true }) + 0;
      case "boolean":
        return this.#draw(fc.boolean);
      case "null":
        return null;
      default:
        return this.#draw(() => anything);
    }
  }
}

/** Draws arguments that may have one fault anywhere: a member that is removed, added or replaced. */
export function damage(value: unknown, draw: Draw): unknown {
  const isList = Array.isArray(value);
  if (typeof value !== "object" || value === null) return draw(() => anything);
  const keys = Object.keys(value);
  const actions = ["remove", "add", "replace", "below", "below", "below"];
  const action: string = draw(fc.constantFrom<string[]>, ...actions);
  if (keys.length === 0 || action === "add") {
    const added: unknown = draw(() => anything);
    return isList
      ? [...(value as unknown[]), added]
      : { ...value, [draw(fc.constantFrom, "x", "id", "driver", "__proto__x")]: added };
  }
  const key: string = draw(fc.constantFrom<string[]>, ...keys);
  if (isList) {
    const list: unknown[] = value;
    const at = Number(key);
    return action === "remove"
      ? list.filter((_, index) => index !== at)
      : list.map((item, index) => (index === at ? damage(item, draw) : item));
  }
  const entries = Object.entries(value as Record<string, unknown>);
  if (action === "remove") return Object.fromEntries(entries.filter(([name]) => name !== key));
  return Object.fromEntries(
    entries.map(([name, member]) => {
      if (name !== key) return [name, member];
      return [name, action === "replace" ? draw(() => anything) : damage(member, draw)];
    }),
  );
}
