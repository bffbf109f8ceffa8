import { expect, test, vi } from "vitest";
import type { EventMessage, QapiError, Subscriber } from "../../../runtime/index.js";
import { EventQueue } from "../../../runtime/events/stream.js";
import { EventForwarder } from "../../../runtime/persistent/event-forwarder.js";
import { connected } from "../support/scripted-peer.js";

/** A forwarder attached to a scripted session whose transport can pause. */
async function forwarding() {
  const { session, peer, clock } = await connected();
  clock.advance(0);
  const transport = Object.assign(peer, { pause: vi.fn(), resume: vi.fn() });
  const subscribe = vi.spyOn(session, "subscribe");
  const failures: QapiError[] = [];
  const forwarder = new EventForwarder({
    listenerFailed: (error) => failures.push(error),
    dropped: () => undefined,
    changed: () => undefined,
  });
  forwarder.attach(session);
  const subscribed = (): unknown[] =>
    subscribe.mock.calls.map(([{ names, tagged }]) => (tagged === true ? { tagged: names } : names));
  return { session, peer, transport, forwarder, dispatcher: forwarder.dispatcher, subscribed, failures };
}

function subscriberTo(
  names: readonly string[] | undefined,
  deliver: (message: EventMessage) => unknown = () => undefined,
): Subscriber {
  return { names, deliver, ended: () => undefined };
}

test("subscribes to the events that have a subscriber, and to no others", async () => {
  const { dispatcher, subscribed } = await forwarding();
  expect(subscribed()).toEqual([]);
  const first = dispatcher.subscribe(subscriberTo(["A"]));
  dispatcher.subscribe(subscriberTo(["A"]));
  dispatcher.subscribe(subscriberTo(["B"]));
  dispatcher.subscribe({ ...subscriberTo(["A"]), tagged: true });
  first.end();
  dispatcher.subscribe(subscriberTo(undefined));
  expect(subscribed()).toEqual([["A"], ["A", "B"], { tagged: ["A"] }, undefined]);
});

test("subscribes again to another session", async () => {
  const { dispatcher, forwarder, subscribed } = await forwarding();
  const other = await connected();
  const seen: unknown[] = [];
  dispatcher.subscribe(subscriberTo(["A"], ({ data }) => seen.push(data)));
  forwarder.detach(true);
  forwarder.attach(other.session);
  other.peer.write({ event: "A", data: 1 });
  expect([seen, subscribed()]).toEqual([[1], [["A"]]]);
});

test("delivers an event once to each subscriber, although the subscriptions change meanwhile", async () => {
  const { peer, dispatcher } = await forwarding();
  const seen: string[] = [];
  const first = dispatcher.subscribe(
    subscriberTo(["A"], ({ event }) => {
      seen.push(`first ${event}`);
      first.end();
      dispatcher.subscribe(subscriberTo(["A", "B"], (next) => seen.push(`third ${next.event}`)));
    }),
  );
  dispatcher.subscribe(subscriberTo(["A"], ({ event }) => seen.push(`second ${event}`)));
  peer.write({ event: "A" });
  peer.write({ event: "B" }, { event: "A" });
  expect(seen).toEqual(["first A", "second A", "third B", "second A", "third A"]);
});

test("reports a subscriber that throws to the persistent session", async () => {
  const { peer, dispatcher, failures } = await forwarding();
  const cause = new Error("thrown");
  dispatcher.subscribe(
    subscriberTo(["A"], () => {
      throw cause;
    }),
  );
  peer.write({ event: "A" });
  expect(failures).toMatchObject([{ code: "listener-failed", cause }]);
});

test("pauses the transport until every full stream has room, although the subscriptions change", async () => {
  const { peer, transport, dispatcher } = await forwarding();
  const options = { names: ["A"], limit: 1, overflow: "pause" } as const;
  const [first, second] = [new EventQueue(dispatcher, options), new EventQueue(dispatcher, options)];
  peer.write({ event: "A" }, { event: "A" });
  expect(transport.pause).toHaveBeenCalled();
  await first.next();
  await first.next();
  dispatcher.subscribe(subscriberTo(["B"])).end();
  expect(transport.resume).not.toHaveBeenCalled();
  await second.return();
  expect(transport.resume).toHaveBeenCalledTimes(1);
});

test("a pause outlasts a connection, and may precede it", async () => {
  const [first, second] = [await forwarding(), await forwarding()];
  const { forwarder, dispatcher } = first;
  const subscription = dispatcher.subscribe(subscriberTo(undefined));
  forwarder.detach(true);
  expect(subscription.pause()).toBe(true);
  forwarder.attach(first.session);
  expect(first.transport.pause).toHaveBeenCalled();
  forwarder.detach(true);
  forwarder.attach(second.session);
  expect(second.transport.pause).toHaveBeenCalled();
  subscription.resume();
  expect(second.transport.resume).toHaveBeenCalled();
});
