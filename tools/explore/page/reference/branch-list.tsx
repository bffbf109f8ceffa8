import type { VNode } from "preact";
import type { Branch } from "../../data/format.js";
import { conditionText } from "./condition-text.js";
import { PartItem, type PartsProps } from "./part-item.js";
import { TypeLink } from "./type-link.js";

interface Props extends PartsProps {
  readonly branches: readonly Branch[];
}

/** The branches of a union, or the alternatives of an alternate, with their types. */
export function BranchList({ branches, ...props }: Props): VNode {
  return (
    <ul class="parts parts-short">
      {branches.map(({ name, type, condition }) => (
        <PartItem
          key={name}
          {...props}
          name={name}
          remarks={condition === undefined ? [] : [`Only in builds with ${conditionText(condition)}.`]}
        >
          <span class="part-type">
            <TypeLink type={type} />
          </span>
        </PartItem>
      ))}
    </ul>
  );
}
