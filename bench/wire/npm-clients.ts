import { QMPClient } from "node-qemu";
import QemuQmp from "qemu-qmp";
import { concurrently, eventName, type Connection, type Driver } from "./driver.js";

/** The common interface of the clients from npm. */
interface NpmClient {
  call(command: string, args?: Record<string, unknown>): Promise<unknown>;
  listen(listener: () => void): void;
  unlisten(listener: () => void): void;
  close(): void;
}

function connectionOf(client: NpmClient): Connection {
  const events = async (count: number): Promise<void> => {
    await client.call("x-events", { count });
  };
  return {
    concurrent: (calls, width) => concurrently(calls, width, () => client.call("query-status")),
    heard: async (count) => {
      let received = 0;
      const listener = (): void => {
        received++;
      };
      client.listen(listener);
      await events(count);
      client.unlisten(listener);
      if (received !== count) throw new Error(`received ${received} of ${count} events`);
    },
    unheard: events,
    big: async () => {
      await client.call("x-big");
    },
    close: () => {
      client.close();
    },
  };
}

/** The npm package node-qemu, which has one call in flight at a time. */
export const nodeQemu: Driver = {
  open: async (socketPath) => {
    const client = new QMPClient({ socketPath });
    await client.connect();
    return connectionOf({
      call: (command, args) => client.execute(command, args),
      listen: (listener) => client.on(eventName, listener),
      unlisten: (listener) => client.off(eventName, listener),
      close: () => void client.close(),
    });
  },
};

/** The npm package qemu-qmp, which uses callbacks. */
export const qemuQmp: Driver = {
  open: (path) =>
    new Promise((resolve, reject) => {
      const client = new QemuQmp();
      client.connect(path, (error) => {
        if (error !== null) reject(error);
        else resolve(connectionOf(promiseClient(client)));
      });
    }),
};

function promiseClient(client: QemuQmp): NpmClient {
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
