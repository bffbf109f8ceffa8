import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Branch, TypeName } from "../../data/format.js";
import { conditionText } from "./condition-text.js";
import { useModel } from "./model-context.js";
import { PartItem, type PartsProps } from "./part-item.js";
import { TypeLink } from "./type-link.js";

interface Props extends PartsProps {
  readonly branches: readonly Branch[];
  /** Shows the members of a struct or union. */
  readonly members: (name: string) => VNode;
}

/** The branches of a union, or the alternatives of an alternate, with their types, whose members can be unfolded. */
export function BranchList({ branches, members, ...props }: Props): VNode {
  const { byName } = useModel();
  const hasMembers = (type: TypeName): type is string => {
    const kind = typeof type === "string" ? byName.get(type)?.[1] : undefined;
    return kind === "struct" || kind === "union";
  };
  return (
    <ul class="parts parts-short">
      {branches.map(({ name, type, condition }) => (
        <PartItem
          key={name}
          {...props}
          name={name}
          remarks={condition === undefined ? [] : [`Only in builds with ${conditionText(condition)}.`]}
          more={hasMembers(type) && <Unfolded label={`Members of ${type}`}>{() => members(type)}</Unfolded>}
        >
          <span class="part-type">
            <TypeLink type={type} />
          </span>
        </PartItem>
      ))}
    </ul>
  );
}

interface UnfoldedProps {
  readonly label: string;
  readonly children: () => VNode;
}

/** Content that is made when it is unfolded. */
function Unfolded({ label, children }: UnfoldedProps): VNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary>{label}</summary>
      {isOpen && children()}
    </details>
  );
}
