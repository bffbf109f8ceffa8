import type { VNode } from "preact";
import type { Definition, Members, TypeName } from "../../data/format.js";
import { BranchList } from "./branch-list.js";
import { InlineText } from "./doc-text.js";
import { MemberList } from "./member-list.js";
import { baseLabel, membersLabel, NamedMembers } from "./named-members.js";
import type { PartsProps } from "./part-item.js";
import { TypeLink } from "./type-link.js";
import { ValueList } from "./value-list.js";

/** The arguments, data, members, values, branches and result of a definition. */
export function DefinitionParts(props: PartsProps): VNode {
  const { definition } = props;
  switch (definition.kind) {
    case "command":
      return (
        <>
          <MembersSection heading="Arguments" members={definition.arguments} {...props} />
          <Returns type={definition.returns} text={sectionOf(definition, "Returns")} />
          <Errors text={sectionOf(definition, "Errors")} />
        </>
      );
    case "accessor":
      return (
        <>
          <MembersSection heading="Arguments" members={definition.arguments} {...props} />
          <Returns type={definition.event} text={undefined} />
        </>
      );
    case "event":
      return <MembersSection heading="Data" members={definition.data} {...props} />;
    case "struct":
      return <StructSection base={definition.base} members={definition.members} {...props} />;
    case "union":
      return (
        <>
          <MembersSection heading="Members" members={definition.base} {...props} />
          <section>
            <h2>
              Members by <code>{definition.discriminator}</code>
            </h2>
            <BranchList branches={definition.branches} members={namedMembers} {...props} />
          </section>
        </>
      );
    case "alternate":
      return (
        <section>
          <h2>One of</h2>
          <BranchList branches={definition.alternatives} members={namedMembers} {...props} />
        </section>
      );
    case "enum":
      return (
        <section>
          <h2>Values</h2>
          <ValueList values={definition.values} {...props} />
        </section>
      );
  }
}

function namedMembers(name: string): VNode {
  return <NamedMembers name={name} />;
}

interface MembersProps extends PartsProps {
  readonly heading: string;
  readonly members: Members;
}

function MembersSection({ heading, members, ...props }: MembersProps): VNode | null {
  if (typeof members !== "string" && members.length === 0) return null;
  return (
    <section>
      <h2>{heading}</h2>
      {typeof members === "string" ? (
        <NamedMembers name={members} label={membersLabel} />
      ) : (
        <MemberList members={members} {...props} />
      )}
    </section>
  );
}

function StructSection({
  base,
  members,
  ...props
}: PartsProps & { readonly base: string | undefined; readonly members: Exclude<Members, string> }): VNode {
  return (
    <section>
      <h2>Members</h2>
      {members.length > 0 && <MemberList members={members} {...props} />}
      {base !== undefined && (
        <NamedMembers name={base} label={members.length > 0 ? baseLabel : membersLabel} />
      )}
      {members.length === 0 && base === undefined && <p>It has no members.</p>}
    </section>
  );
}

function Returns({
  type,
  text,
}: {
  readonly type: TypeName | undefined;
  readonly text: string | undefined;
}): VNode {
  return (
    <section>
      <h2>Returns</h2>
      <p>{type === undefined ? "An empty object." : <TypeLink type={type} />}</p>
      {text !== undefined && (
        <p>
          <InlineText text={text} />
        </p>
      )}
    </section>
  );
}

function Errors({ text }: { readonly text: string | undefined }): VNode | null {
  if (text === undefined) return null;
  return (
    <section>
      <h2>Errors</h2>
      <p>
        <InlineText text={text} />
      </p>
    </section>
  );
}

function sectionOf({ documentation }: Definition, tag: string): string | undefined {
  return documentation?.sections?.find((section) => section.tag === tag)?.text;
}
