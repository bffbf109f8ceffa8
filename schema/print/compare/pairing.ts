import type { Feature, Model, SchemaInfo, TypeReference } from "qapi-ts-generator";
import type { Fact } from "./facts.js";
import type { Witness } from "./witness.js";

/** How the comparison of one kind of type goes on to the types that it uses. */
export interface TypePairing {
  readonly model: Model;
  readonly witness: Witness;
  info(mask: string): SchemaInfo | undefined;
  /** Whether the masked name is that of the type without members. */
  isEmpty(mask: string): boolean;
  type(path: string, type: TypeReference, mask: string): void;
  features(path: string, features: readonly Feature[], shown: readonly string[]): void;
  /** Pairs parts by name and observes each. */
  parts<F extends Fact, I extends { readonly name: string }>(
    path: string,
    facts: readonly F[],
    infos: readonly I[],
    compare: (fact: F, info: I) => void,
  ): void;
}
