import * as supplement from "./supplement.js";
import type { Supplier } from "./supplier.js";

// A module's namespace is slower to look into than a plain object, and every reply does.
const now = { ...supplement };

export const supplier: Supplier = { now, load: () => Promise.resolve(now) };
