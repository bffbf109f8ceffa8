import type { VNode } from "preact";
import type { Use, UseRole } from "../../data/format.js";
import { DefinitionLink } from "./type-link.js";

/** The text after the name of the user. */
const roles: Readonly<Record<UseRole, string>> = {
  arguments: "has its members as arguments",
  argument: "has an argument of it",
  returns: "returns it",
  data: "has its members as data",
  member: "has a member of it",
  branch: "has its members in a branch",
  alternative: "has it as an alternative",
  base: "has all of its members",
  completion: "completes with it",
  text: "mentions it",
};

/** What refers to the definition. */
export function UsedBy({ uses }: { readonly uses: readonly Use[] }): VNode | null {
  if (uses.length === 0) return null;
  return (
    <section aria-label="Used by">
      <h2>Used by</h2>
      <ul class="uses">
        {uses.map(([name, role, part]) => (
          <li key={`${name} ${role} ${part ?? ""}`}>
            {part === undefined ? <DefinitionLink name={name} /> : <DefinitionLink name={name} part={part} />}{" "}
            <span class="role">{roles[role]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
