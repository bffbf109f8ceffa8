import type { VNode } from "preact";
import { Loaded } from "../components/loaded.js";
import { useLoaded } from "../data/use-loaded.js";
import { BranchList } from "./branch-list.js";
import { MemberList } from "./member-list.js";
import { useModel } from "./model-context.js";
import { DefinitionLink } from "./type-link.js";

/** The members of a struct or union, inside of a definition that has them too. */
export function NamedMembers({ name }: { readonly name: string }): VNode {
  const model = useModel();
  const loaded = useLoaded(() => model.definition(name), [model, name]);
  return (
    <Loaded value={loaded}>
      {(found) => {
        const definition = found?.definition;
        const props = found === undefined ? undefined : { definition: found.definition, links: found.links };
        return (
          <>
            <p class="members-of">
              The members of <DefinitionLink name={name} />:
            </p>
            {props && definition?.kind === "struct" && (
              <>
                {definition.base !== undefined && <NamedMembers name={definition.base} />}
                <MemberList members={definition.members} {...props} />
              </>
            )}
            {props && definition?.kind === "union" && (
              <>
                {typeof definition.base === "string" ? (
                  <NamedMembers name={definition.base} />
                ) : (
                  <MemberList members={definition.base} {...props} />
                )}
                <h3>
                  And by <code>{definition.discriminator}</code>
                </h3>
                <BranchList branches={definition.branches} {...props} />
              </>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
