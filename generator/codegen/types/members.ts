import { isMandatory, type Definition, type Member } from "../../model/index.js";
import { describePart } from "../describe.js";
import type { FileBuilder } from "../file-builder.js";
import type { Property } from "../file.js";

/** Returns members as properties, with their documentation in the definition. */
export function properties(
  file: FileBuilder,
  definition: Definition,
  members: readonly Member[],
): readonly Property[] {
  const base64 = file.context.annotations.base64.get(definition.name);
  return members.map((member) => {
    const isBytes = base64?.has(member.name) === true;
    const comment = describePart(file.context, definition, member);
    return {
      name: member.name,
      type: isBytes ? "Uint8Array" : file.type(member.type),
      optional: !isMandatory(member),
      comment: isBytes ? [...comment, bytes(file)] : comment,
    };
  });
}

/** A session without the protocol's descriptor does not convert the member. */
function bytes({ context }: FileBuilder): string {
  const descriptor = context.names.of("protocol", "descriptor");
  return `Base64 on the wire, converted by a session that is connected with {@link ${descriptor}}.`;
}
