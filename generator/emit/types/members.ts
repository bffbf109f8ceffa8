import type { Definition, Member } from "../../model/index.js";
import { describePart } from "../describe.js";
import type { FileBuilder } from "../file-builder.js";
import type { Property } from "../file.js";

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
    comment: describePart(file.context, definition, member),
  }));
}
