import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { deviceAddress, propertyAddress } from "./address.js";
import { defaultText, type Property } from "./devices.js";
import { useModel } from "./model-context.js";
import { TypeLink } from "./type-link.js";

interface Props {
  readonly device: string;
  readonly name: string;
  readonly property: Property;
  readonly isMarked: boolean;
}

/** A property of a device, with a link to the other devices that have it. */
export function PropertyItem({ device, name, property, isMarked }: Props): VNode {
  const { info } = useModel();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isMarked) item.current?.scrollIntoView({ block: "center" });
  }, [isMarked]);
  const { description, link, targets } = property;
  const value = defaultText(property);
  return (
    <li class={isMarked ? "part part-marked" : "part"} ref={item}>
      <p class="part-head">
        <a class="part-name" href={deviceAddress(info.name, device, name)}>
          <code>{name}</code>
        </a>
        <span class="part-type">
          <TypeLink type={property.type} />
        </span>
        {value !== undefined && (
          <span class="optional">
            default: <code>{value}</code>
          </span>
        )}
        <a class="part-more" href={propertyAddress(info.name, name)}>
          other devices<span class="visually-hidden"> with {name}</span>
        </a>
      </p>
      {description !== undefined && <p class="part-text">{description}</p>}
      {link !== undefined && <p class="part-notes">The id of an object or device of type {link}.</p>}
      {targets !== undefined && <p class="part-notes">Only in {targets.join(", ")}.</p>}
    </li>
  );
}
