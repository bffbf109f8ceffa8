import type { VNode } from "preact";
import type { Member } from "../../data/format.js";
import { conditionText } from "./condition-text.js";
import { PartItem, type PartsProps } from "./part-item.js";
import { TypeLink } from "./type-link.js";

interface Props extends PartsProps {
  readonly members: readonly Member[];
}

/** Members with types and descriptions. */
export function MemberList({ members, ...props }: Props): VNode {
  return (
    <ul class="parts">
      {members.map((member) => (
        <PartItem
          key={member.name}
          {...props}
          name={member.name}
          features={member.features}
          remarks={remarksOf(member)}
        >
          <span class="part-type">
            <TypeLink type={member.type} />
          </span>
          {member.optional === true && <span class="optional">optional</span>}
        </PartItem>
      ))}
    </ul>
  );
}

function remarksOf({ base64, host, condition }: Member): readonly string[] {
  return [
    ...(base64 === true ? ["It is base64."] : []),
    ...(host === undefined ? [] : [`It names a ${host.join(" or ")} of the host.`]),
    ...(condition === undefined ? [] : [`Only in builds with ${conditionText(condition)}.`]),
  ];
}
