import type { Context } from "../context.js";
import { identifier, pascalCase } from "../names/words.js";
import { runtimeSymbols } from "../runtime-symbols.js";

/** Allocates the identifiers of the module of devices, which it does not share with the other modules. */
export class DeviceNames {
  readonly #taken: Set<string>;

  /** @param own - identifiers that the module declares in any case. */
  constructor({ model, names }: Context, own: readonly string[]) {
    const types = model.definitions.flatMap((each) => names.find("type", each.name) ?? []);
    const protocol = (["map", "session"] as const).map((part) => names.of("protocol", part));
    this.#taken = new Set([...runtimeSymbols, ...types, ...protocol, ...own]);
  }

  /** Returns a new identifier that begins with a name in PascalCase. */
  allocate(name: string, suffix: string): string {
    const stem = identifier(pascalCase(name)) + suffix;
    let candidate = stem;
    for (let count = 2; this.#taken.has(candidate); count++) candidate = `${stem}${count}`;
    this.#taken.add(candidate);
    return candidate;
  }
}
