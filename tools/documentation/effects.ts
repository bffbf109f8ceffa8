import type { Greeting } from "qapi-ts";
import type { CommandEffect } from "qapi-ts/qmp/effects";
import { shippedRelease, type ShippedRelease } from "./shipped.js";

type Effects = Readonly<Record<string, CommandEffect>>;

const shipped: Readonly<Record<ShippedRelease, () => Promise<{ readonly effects: Effects }>>> = {
  "7.2": () => import("qapi-ts/qmp/7.2/effects"),
  "10.0": () => import("qapi-ts/qmp/10.0/effects"),
  newest: () => import("qapi-ts/qmp/effects"),
};

/** Loads what each command does, for a version of QEMU or for the guest agent. */
export async function loadEffects(
  version: Greeting["version"],
  isAgent: boolean,
): Promise<ReadonlyMap<string, CommandEffect>> {
  const { effects } = isAgent
    ? await import("qapi-ts/qga/effects")
    : await shipped[shippedRelease(version)]();
  return new Map(Object.entries<CommandEffect>(effects));
}
