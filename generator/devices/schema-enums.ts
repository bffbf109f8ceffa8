import type { Model } from "../model/index.js";
import type { DeviceFacts } from "./facts.js";

/** Adds the values of enumerations that no description lists, from QEMU's schema. */
export function withSchemaEnums({ enums, ...facts }: DeviceFacts, schema: Model): DeviceFacts {
  const properties = Object.values(facts.devices).flatMap((device) => Object.values(device.properties));
  const types = new Set(properties.map(({ type }) => type).filter((type) => !Object.hasOwn(enums, type)));
  const added = [...types].flatMap((type) => {
    const definition = schema.byName.get(type);
    return definition?.kind === "enum" ? [[type, definition.values.map(({ name }) => name)] as const] : [];
  });
  const all = [...Object.entries(enums), ...added].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...facts, enums: Object.fromEntries(all) };
}
