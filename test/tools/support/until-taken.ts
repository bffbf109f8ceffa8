import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Waits until a monitor has a client: another one then receives no greeting. */
export async function untilTaken(path: string): Promise<void> {
  for (let taken = false; !taken;) {
    const socket = connectSocket(path);
    const greeting = once(socket, "data").then(
      () => false,
      () => false,
    );
    taken = await Promise.race([greeting, sleep(300).then(() => true)]);
    socket.destroy();
  }
}
