import { QMPClient } from "node-qemu";
import QemuQmp from "qemu-qmp";
import { concurrently, eventName, type Connected, type Contender } from "./contender.js";

/** What a peer has: calls, and listeners to the events. */
interface Peer {
  call(command: string, args?: Record<string, unknown>): Promise<unknown>;
  listen(listener: () => void): void;
  unlisten(listener: () => void): void;
  close(): void;
}

function connected(peer: Peer): Connected {
  const events = async (count: number): Promise<void> => {
    await peer.call("x-events", { count });
  };
  return {
    concurrent: (calls, width) => concurrently(calls, width, () => peer.call("query-status")),
    heard: async (count) => {
      let heard = 0;
      const listener = (): void => {
        heard++;
      };
      peer.listen(listener);
      await events(count);
      peer.unlisten(listener);
      if (heard !== count) throw new Error(`${heard} events came, and not ${count}`);
    },
    unheard: events,
    big: async () => {
      await peer.call("x-big");
    },
    close: () => {
      peer.close();
    },
  };
}

/** npm's node-qemu, which has one call in flight at a time. */
export const nodeQemu: Contender = {
  open: async (socketPath) => {
    const client = new QMPClient({ socketPath });
    await client.connect();
    return connected({
      call: (command, args) => client.execute(command, args),
      listen: (listener) => client.on(eventName, listener),
      unlisten: (listener) => client.off(eventName, listener),
      close: () => void client.close(),
    });
  },
};

/** npm's qemu-qmp, which has callbacks. */
export const qemuQmp: Contender = {
  open: (path) =>
    new Promise((resolve, reject) => {
      const client = new QemuQmp();
      client.connect(path, (error) => {
        if (error !== null) reject(error);
        else resolve(connected(peerOf(client)));
      });
    }),
};

function peerOf(client: QemuQmp): Peer {
  const name = eventName.toLowerCase();
  return {
    call: (command, args) =>
      new Promise((resolve, reject) => {
        client.execute(command, args ?? null, (error, value) => {
          if (error === null) resolve(value);
          else reject(error);
        });
      }),
    listen: (listener) => client.on(name, listener),
    unlisten: (listener) => client.off(name, listener),
    close: () => {
      client.end();
    },
  };
}
