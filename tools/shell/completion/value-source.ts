import type { CommandEffect } from "qapi-ts";
import { hostFiles, isHostPath } from "../live/host-files.js";
import { kindsOfProperty, liveKindsOf } from "../live/kinds.js";
import type { LiveValue, LiveValues } from "../live/live-values.js";
import type { Given, PlacedMember } from "./place.js";

/** A member of an open object, which only the machine reports. */
export interface OpenMember {
  readonly name: string;
  /** The type and the description that the machine reports. */
  readonly summary: string | undefined;
}

/** Where the values that are not in the schema come from. */
export class ValueSource {
  readonly #live: LiveValues;
  readonly #effects: ReadonlyMap<string, CommandEffect>;
  readonly #isLocal: boolean;

  /** @param isLocal - whether the machine is on this host, so that its files are those of this process. */
  constructor(live: LiveValues, effects: ReadonlyMap<string, CommandEffect>, isLocal: boolean) {
    this.#live = live;
    this.#effects = effects;
    this.#isLocal = isLocal;
  }

  /** Returns the names of the machine, and the files of the host, that a member may have as its value. */
  async values(
    command: string,
    { path, info, entry }: PlacedMember,
    prefix: string,
    given: Given,
  ): Promise<readonly LiveValue[]> {
    const owner = entry?.owner ?? command;
    const kinds = liveKindsOf(owner, info.name, entry?.type ?? "");
    const names = await this.#live.values(kinds, { prefix, given });
    const isPath = this.#isLocal && isHostPath(this.#effects.get(command), path.split("."));
    return isPath ? [...names, ...(await hostFiles(prefix))] : names;
  }

  /** Returns the members that the schema does not list: the properties of a device. */
  async openMembers(command: string, given: Given): Promise<readonly OpenMember[]> {
    if (command !== "device_add") return [];
    const properties = await this.#live.values(["device-property"], { prefix: "", given });
    return properties.map(({ value, summary }) => ({ name: value, summary }));
  }

  /** Returns values of a member that the schema does not list. */
  async openValues(command: string, name: string, given: Given): Promise<readonly LiveValue[]> {
    const property = (await this.openMembers(command, given)).find((each) => each.name === name);
    if (property === undefined) return [];
    const [type = ""] = property.summary?.split(",") ?? [];
    if (type === "bool") return [{ value: "true" }, { value: "false" }];
    return this.#live.values(kindsOfProperty(name, type), { prefix: "", given });
  }
}
