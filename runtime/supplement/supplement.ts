/** What few programs need of a page: a browser loads it when one does, see {@link file://./supplier.ts}. */
export { SlowLines } from "../framing/slow-lines.js";
export { Supporter } from "../introspection/supporter.js";
export { parseJson } from "../json/parse.js";
export { outgoing, receiver } from "../session/by-schema.js";
export { Brake } from "../session/brake.js";
export { Orphans } from "../session/orphans.js";
export { wrongEvent } from "../session/inspection.js";
export { tooOld } from "../session/minimum-version.js";
export { watchOver } from "../session/watch-over.js";
export { disconnectHeld } from "../signals/held.js";
export { Hub } from "../signals/hub.js";
export { ListenerConnection } from "../signals/listening.js";
export { nextEvent } from "../signals/once.js";
export { subscribeTo } from "../signals/source.js";
export { streamOf } from "../signals/stream.js";
export { otherOpenerOf } from "../transport/other-openers.js";
