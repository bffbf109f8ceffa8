import { serveFleet } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { describeWithNats, NatsServer } from "../support/nats-server.js";
import { use } from "../support/use.js";

describeWithNats("stores", () => {
  test("are created once by owners that start at the same time", async () => {
    for (let round = 0; round < 3; round++) {
      const nats = use(await new NatsServer().start());
      const hosts = Array.from({ length: 20 }, (_, index) => `h${index}`);
      const owners = await Promise.all(
        hosts.map((host) => serveFleet({ servers: nats.url, site: "a", host, find: () => [] })),
      );
      for (const owner of owners) use(owner);
      expect(new Set(owners.map(({ id }) => id)).size).toBe(20);
    }
  });
});
