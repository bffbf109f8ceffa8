/** Which type of the schema each masked name of one answer stands for. Either way round there is only one. */
export class MaskedNames {
  readonly #types = new Map<string, string>();
  readonly #masks = new Map<string, string>();

  /** Whether the pair is new, known already, or contradicts what is known. */
  pair(type: string, mask: string): "new" | "known" | "contradiction" {
    const knownType = this.#types.get(mask);
    const knownMask = this.#masks.get(type);
    if (knownType === undefined && knownMask === undefined) {
      this.#types.set(mask, type);
      this.#masks.set(type, mask);
      return "new";
    }
    return knownType === type && knownMask === mask ? "known" : "contradiction";
  }

  maskOf(type: string): string | undefined {
    return this.#masks.get(type);
  }

  typeOf(mask: string): string | undefined {
    return this.#types.get(mask);
  }
}
