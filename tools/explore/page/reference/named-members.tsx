import type { VNode } from "preact";
import { Loaded } from "../components/loaded.js";
import type { LinkedDefinition } from "../data/model.js";
import { useLoaded } from "../data/use-loaded.js";
import { BranchList } from "./branch-list.js";
import { MemberList } from "./member-list.js";
import { useModel } from "./model-context.js";
import { DefinitionLink } from "./type-link.js";

interface Props {
  readonly name: string;
  /** Precedes the name of the type. Default: none, and the name is not shown. */
  readonly label?: string;
}

/** The members of a struct or union, inside of a definition that has them too: its own, then those of its base. */
export function NamedMembers({ name, label }: Props): VNode {
  const model = useModel();
  const loaded = useLoaded(() => model.definition(name), [model, name]);
  return (
    <>
      {label !== undefined && (
        <p class="members-of">
          {label} <DefinitionLink name={name} />:
        </p>
      )}
      <Loaded value={loaded}>{(found) => <>{found && <OwnMembers {...found} />}</>}</Loaded>
    </>
  );
}

function OwnMembers({ definition, links }: LinkedDefinition): VNode | null {
  const props = { definition, links };
  if (definition.kind === "struct") {
    const { base, members } = definition;
    return (
      <>
        {members.length > 0 && <MemberList members={members} {...props} />}
        {base !== undefined && (
          <NamedMembers name={base} label={members.length > 0 ? baseLabel : membersLabel} />
        )}
      </>
    );
  }
  if (definition.kind !== "union") return null;
  const { base, discriminator, branches } = definition;
  return (
    <>
      {typeof base === "string" ? (
        <NamedMembers name={base} label={membersLabel} />
      ) : (
        <MemberList members={base} {...props} />
      )}
      <h3>
        And by <code>{discriminator}</code>
      </h3>
      <BranchList branches={branches} members={(branch) => <NamedMembers name={branch} />} {...props} />
    </>
  );
}

/** The label of members that are listed first. */
export const membersLabel = "The members of";

/** The label of members that are listed after others. */
export const baseLabel = "And the members of";
