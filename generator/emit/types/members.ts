import type { Definition, Member } from "../../model/index.js";
import { describePart } from "../describe.js";
import type { Comment } from "../documentation/comment.js";
import type { FileBuilder } from "../file-builder.js";
import type { Property } from "../file.js";

/** What the language cannot say of a string, and an annotation does. */
function encoding({ context }: FileBuilder, definition: Definition, member: Member): Comment {
  const encoded = context.annotations.base64.get(definition.name)?.has(member.name);
  return encoded === true ? ["In base64."] : [];
}

/** Members as a definition documents them. */
export function properties(
  file: FileBuilder,
  definition: Definition,
  members: readonly Member[],
): readonly Property[] {
  return members.map((member) => ({
    name: member.name,
    type: file.type(member.type),
    optional: member.optional,
    comment: [...describePart(file.context, definition, member), ...encoding(file, definition, member)],
  }));
}
