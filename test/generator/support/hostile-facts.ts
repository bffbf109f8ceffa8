import fc from "fast-check";
import type { DeviceFacts, PropertyEntry } from "../../../generator/devices/facts.js";
import { hostileText } from "./hostile-model.js";

const property: fc.Arbitrary<PropertyEntry> = fc.record(
  {
    type: fc.oneof(hostileText, fc.constantFrom("bool", "uint64", "str", "Named", "NamedList")),
    default: fc.oneof(hostileText, fc.integer(), fc.boolean()),
    description: hostileText,
    link: hostileText,
    targets: fc.array(hostileText),
  },
  { requiredKeys: ["type"] },
);

const device = fc.record(
  {
    bus: hostileText,
    category: hostileText,
    alias: hostileText,
    description: hostileText,
    targets: fc.array(hostileText),
    properties: fc.dictionary(hostileText, property, { noNullPrototype: true }),
  },
  { requiredKeys: ["properties"] },
);

/** Facts about devices whose names and texts would end a comment or a string if they were not escaped. */
export const hostileFacts: fc.Arbitrary<DeviceFacts> = fc.record({
  version: hostileText,
  targets: fc.array(hostileText),
  enums: fc.dictionary(hostileText, fc.array(hostileText), { noNullPrototype: true }),
  devices: fc.dictionary(hostileText, device, { noNullPrototype: true }),
  unavailable: fc.array(hostileText),
});
