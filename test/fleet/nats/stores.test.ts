import { jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { serveFleet } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { createStores } from "../../../fleet/nats/stores.js";
import { Subjects } from "../../../fleet/subjects/subjects.js";
import { describeWithNats, NatsServer } from "../support/nats-server.js";
import { use } from "../support/use.js";

const stores = ["qmp-events", "KV_qmp-machines", "KV_qmp-owners", "KV_qmp-leases", "KV_qmp-ledger"];

async function connectTo(nats: NatsServer): Promise<NatsConnection> {
  const connection = await connect({ servers: nats.url });
  use({ [Symbol.asyncDispose]: () => connection.close() });
  return connection;
}

/** Calls a function with the subject of each request, before the reply to the request is returned. Returns the subjects. */
function intercept(connection: NatsConnection, answered: (subject: string) => Promise<unknown>): string[] {
  const request = connection.request.bind(connection);
  const subjects: string[] = [];
  connection.request = async (subject, ...rest) => {
    subjects.push(subject);
    const reply = await request(subject, ...rest);
    await answered(subject);
    return reply;
  };
  return subjects;
}

describeWithNats("stores", () => {
  test("are created once by owners with different settings that start at the same time", async () => {
    for (let round = 0; round < 3; round++) {
      const nats = use(await new NatsServer().start());
      const owners = await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const settings = { lease: 15_000 + index, keepEvents: 60_000 + index, remember: 60_000 + index };
          return serveFleet({
            servers: nats.url,
            site: "a",
            host: `h${index}`,
            find: () => [],
            ...settings,
          });
        }),
      );
      for (const owner of owners) use(owner);
      expect(new Set(owners.map(({ id }) => id)).size).toBe(20);
    }
  });

  test.each(stores)("another owner creates %s after this one has looked for it", async (name) => {
    const nats = use(await new NatsServer().start());
    const [own, other] = [await connectTo(nats), await connectTo(nats)];
    const { streams } = await jetstreamManager(other);
    const config = { name, subjects: [`other-${name}.>`] };
    let isCreated = false;
    const subjects = intercept(own, async (subject) => {
      if (isCreated || subject !== `$JS.API.STREAM.INFO.${name}`) return;
      isCreated = true;
      await streams.add({ ...config });
    });
    await createStores(own, new Subjects(), { site: "a" });
    expect(isCreated).toBe(true);
    expect((await streams.info(name)).config).toMatchObject(config);
    const attempts = subjects.filter((subject) => subject === `$JS.API.STREAM.CREATE.${name}`);
    expect(attempts).toHaveLength(1);
  });

  test("the server answers that a stream has the same subjects while another owner creates it", async () => {
    const nats = use(await new NatsServer().start());
    const own = await connectTo(nats);
    const request = own.request.bind(own);
    const created: string[] = [];
    own.request = async (subject, ...rest) => {
      const reply = await request(subject, ...rest);
      if (!subject.startsWith("$JS.API.STREAM.CREATE.") || created.includes(subject)) return reply;
      created.push(subject);
      const error = { code: 400, err_code: 10_065, description: "subjects overlap with an existing stream" };
      const value = new TextEncoder().encode(JSON.stringify({ error }));
      return Object.defineProperty(reply, "data", { value });
    };
    await createStores(own, new Subjects(), { site: "a" });
    expect(created).toHaveLength(stores.length);
  });

  test("any other error is reported at once", async () => {
    const nats = use(await new NatsServer("", "max_file_store: 1MB").start());
    const connection = await connectTo(nats);
    const subjects = intercept(connection, () => Promise.resolve());
    await expect(createStores(connection, new Subjects(), { site: "a" })).rejects.toThrow(
      /insufficient|resources/,
    );
    expect(subjects.filter((subject) => subject.startsWith("$JS.API.STREAM.CREATE."))).toEqual([
      "$JS.API.STREAM.CREATE.qmp-events",
    ]);
    expect(subjects.filter((subject) => subject.startsWith("$JS.API.STREAM.INFO."))).toHaveLength(1);
  });
});
