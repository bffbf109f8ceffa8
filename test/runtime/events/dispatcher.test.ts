import { expect, test, vi } from "vitest";
import { DisconnectedError } from "../../../runtime/index.js";
import { EventDispatcher } from "../../../runtime/events/dispatcher.js";
import { ListenerConnection } from "../../../runtime/events/listener-connection.js";

const message = { event: "STOP", data: undefined, timestamp: undefined };

test("who is removed is told nothing more, not even of the end", () => {
  const hub = new EventDispatcher({ problem: () => undefined });
  const subscriber = { names: undefined, deliver: vi.fn(), ended: vi.fn() };
  hub.add(subscriber);
  hub.dispatch(message);
  hub.remove(subscriber);
  hub.dispatch(message);
  hub.end(undefined);
  expect(subscriber.deliver).toHaveBeenCalledTimes(1);
  expect(subscriber.ended).not.toHaveBeenCalled();
});

test("who comes after the end is told of it at once", () => {
  const hub = new EventDispatcher({ problem: () => undefined });
  const error = new DisconnectedError("gone");
  hub.end(error);
  const subscriber = { names: ["STOP"], deliver: vi.fn(), ended: vi.fn() };
  hub.add(subscriber);
  expect(subscriber.ended).toHaveBeenCalledWith(error);
});

test("a connection that has ended is not kept", async () => {
  const hub = new EventDispatcher({ problem: () => undefined });
  const remove = vi.spyOn(hub, "remove");
  const connection = new ListenerConnection(hub, "STOP", () => undefined);
  await connection.disconnect();
  expect(remove).toHaveBeenCalledWith(connection);
});
