import { signal, type Signal } from "@preact/signals";
import type { View } from "./view.js";

/** The views of the page, the default first. `startApp` sets them. */
export const views: Signal<readonly View[]> = signal([]);
