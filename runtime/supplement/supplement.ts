/** What few programs need of a page: a browser loads it when one does, see {@link file://./supplier.ts}. */
export { Supporter } from "../introspection/supporter.js";
export { Brake } from "../session/brake.js";
export { disconnectHeld } from "../signals/held.js";
export { Hub } from "../signals/hub.js";
export { ListenerConnection } from "../signals/listening.js";
export { nextEvent } from "../signals/once.js";
export { subscribeTo } from "../signals/source.js";
export { streamOf } from "../signals/stream.js";
