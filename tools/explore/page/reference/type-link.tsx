import type { VNode } from "preact";
import type { TypeName } from "../../data/format.js";
import { definitionAddress } from "./address.js";
import { useModel } from "./model-context.js";

/** The ranges and forms of the built-in types. */
const builtins: Readonly<Record<string, string>> = {
  str: "a string",
  bool: "true or false",
  null: "null",
  any: "any value",
  number: "a number",
  int: "a signed integer of 64 bits",
  int64: "a signed integer of 64 bits",
  int32: "a signed integer of 32 bits",
  int16: "a signed integer of 16 bits",
  int8: "a signed integer of 8 bits",
  size: "an unsigned integer of 64 bits",
  uint64: "an unsigned integer of 64 bits",
  uint32: "an unsigned integer of 32 bits",
  uint16: "an unsigned integer of 16 bits",
  uint8: "an unsigned integer of 8 bits",
  QType: "none, qnull, qnum, qstring, qdict, qlist or qbool",
};

/** A type with a link to its definition. A list is written `[TYPE]`. */
export function TypeLink({ type }: { readonly type: TypeName }): VNode {
  if (typeof type !== "string") {
    return (
      <>
        [<TypeLink type={type[0]} />]
      </>
    );
  }
  return <DefinitionLink name={type} />;
}

/** A name with a link to its definition, if the model has it. */
export function DefinitionLink({ name, part }: { readonly name: string; readonly part?: string }): VNode {
  const model = useModel();
  if (!model.byName.has(name)) return <code title={builtins[name]}>{name}</code>;
  return (
    <a href={definitionAddress(model.info.name, name, part)}>
      <code>{part === undefined ? name : `${name}.${part}`}</code>
    </a>
  );
}
