import { addressOf } from "../app/address.js";
import type { Hit } from "../search/search-index.js";

/** Returns the address of a model's overview. */
export function modelAddress(model: string): string {
  return addressOf("reference", model);
}

export function moduleAddress(model: string, module: string): string {
  return addressOf("reference", model, "module", module);
}

/** Returns the address of a definition, or of a part of it. */
export function definitionAddress(model: string, name: string, part?: string): string {
  return addressOf("reference", model, "api", name, ...(part === undefined ? [] : [part]));
}

export function devicesAddress(model: string): string {
  return addressOf("reference", model, "devices");
}

/** Returns the address of a device, or of its property. */
export function deviceAddress(model: string, name: string, property?: string): string {
  return addressOf("reference", model, "device", name, ...(property === undefined ? [] : [property]));
}

export function propertyAddress(model: string, name: string): string {
  return addressOf("reference", model, "property", name);
}

/** Returns the address of what the search found. */
export function hitAddress(model: string, { kind, name, owner }: Hit): string {
  if (kind === "device") return deviceAddress(model, name);
  if (kind === "property") return propertyAddress(model, name);
  return owner === undefined ? definitionAddress(model, name) : definitionAddress(model, owner, name);
}
