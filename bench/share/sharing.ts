import { shareMachine } from "qapi-ts-tools/share";

// Shares a monitor, and reports its memory on request.
// Usage: sharing MONITOR PATH

const [target = "", path = ""] = process.argv.slice(2);
const shared = await shareMachine({ target, policy: { effect: "destroy" } });
await shared.listen({ kind: "unix", path });
process.on("message", () => {
  globalThis.gc?.();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  process.send?.({ resident: rss, heap: heapUsed + external + arrayBuffers });
});
process.send?.("ready");
