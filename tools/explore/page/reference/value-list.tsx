import type { VNode } from "preact";
import type { EnumValue } from "../../data/format.js";
import { conditionText } from "./condition-text.js";
import { PartItem, type PartsProps } from "./part-item.js";

interface Props extends PartsProps {
  readonly values: readonly EnumValue[];
}

/** The values of an enumeration. */
export function ValueList({ values, ...props }: Props): VNode {
  return (
    <ul class="parts">
      {values.map(({ name, features, condition }) => (
        <PartItem
          key={name}
          {...props}
          name={name}
          features={features}
          remarks={condition === undefined ? [] : [`Only in builds with ${conditionText(condition)}.`]}
        />
      ))}
    </ul>
  );
}
