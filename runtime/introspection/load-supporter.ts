import type { Ask, Supporter } from "./supporter.js";

/** Loaded with the first question: most programs never ask. */
export async function loadSupporter(ask: Ask): Promise<Supporter> {
  const { Supporter } = await import("./supporter.js");
  return new Supporter(ask);
}
