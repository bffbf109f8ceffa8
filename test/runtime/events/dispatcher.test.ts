import { expect, test, vi } from "vitest";
import { DisconnectedError } from "../../../runtime/index.js";
import { EventDispatcher } from "../../../runtime/events/dispatcher.js";
import { ListenerConnection } from "../../../runtime/events/listener-connection.js";

const message = { event: "STOP", data: undefined, timestamp: undefined };

test("a removed subscriber receives neither events nor the end", () => {
  const dispatcher = new EventDispatcher({ listenerFailed: () => undefined });
  const subscriber = { names: undefined, deliver: vi.fn(), ended: vi.fn() };
  dispatcher.add(subscriber);
  dispatcher.dispatch(message, 1);
  dispatcher.remove(subscriber);
  dispatcher.dispatch(message, 1);
  dispatcher.end(undefined);
  expect(subscriber.deliver).toHaveBeenCalledTimes(1);
  expect(subscriber.ended).not.toHaveBeenCalled();
});

test("a subscriber added after the end receives the end", () => {
  const dispatcher = new EventDispatcher({ listenerFailed: () => undefined });
  const error = new DisconnectedError("gone");
  dispatcher.end(error);
  const subscriber = { names: ["STOP"], deliver: vi.fn(), ended: vi.fn() };
  dispatcher.add(subscriber);
  expect(subscriber.ended).toHaveBeenCalledWith(error);
});

test("the end of the subscriptions does not prevent later ones", () => {
  const dispatcher = new EventDispatcher({ listenerFailed: () => undefined });
  const [first, second] = [1, 2].map(() => ({ names: undefined, deliver: vi.fn(), ended: vi.fn() }));
  const error = new DisconnectedError("gone");
  if (first !== undefined) dispatcher.add(first);
  dispatcher.endSubscriptions(error);
  if (second !== undefined) dispatcher.add(second);
  dispatcher.dispatch(message, 1);
  expect(first?.ended.mock.calls).toEqual([[error]]);
  expect([first?.deliver.mock.calls.length, second?.deliver.mock.calls.length]).toEqual([0, 1]);
});

test("a subscriber that throws is reported with the escaped name of the event", () => {
  const failures: Error[] = [];
  const dispatcher = new EventDispatcher({ listenerFailed: (error) => failures.push(error) });
  const deliver = (): void => {
    throw new Error("thrown");
  };
  dispatcher.add({ names: undefined, deliver, ended: () => undefined });
  dispatcher.dispatch({ ...message, event: "\u001b[31mSTOP" }, 1);
  expect(failures.map((error) => error.message)).toEqual(["a listener for \\u001b[31mSTOP failed"]);
});

test("reading resumes when the last subscriber that paused it resumes or is removed", () => {
  const resume = vi.fn();
  const dispatcher = new EventDispatcher({ listenerFailed: () => undefined, pause: () => true, resume });
  const subscriber = { names: undefined, deliver: () => undefined, ended: () => undefined };
  const subscriptions = [1, 2, 3].map(() => dispatcher.subscribe({ ...subscriber }));
  expect(subscriptions.slice(0, 2).map((subscription) => subscription.pause())).toEqual([true, true]);
  subscriptions[2]?.end();
  subscriptions[0]?.resume();
  expect(resume).not.toHaveBeenCalled();
  subscriptions[1]?.end();
  expect(resume).toHaveBeenCalledTimes(1);
});

test("a dispatcher without a transport cannot pause", () => {
  const dispatcher = new EventDispatcher({ listenerFailed: () => undefined });
  const subscription = dispatcher.subscribe({ names: [], deliver: () => undefined, ended: () => undefined });
  expect(subscription.pause()).toBe(false);
});

test("a disconnected listener is removed", async () => {
  const dispatcher = new EventDispatcher({ listenerFailed: () => undefined });
  const connection = new ListenerConnection(dispatcher, "STOP", () => undefined);
  expect(dispatcher.subscribers).toHaveLength(1);
  await connection.disconnect();
  expect(dispatcher.subscribers).toEqual([]);
});

test("a subscription that another subscriber ends meanwhile receives neither the event nor the end", () => {
  const dispatcher = new EventDispatcher({ listenerFailed: () => undefined });
  const second = { names: undefined, deliver: vi.fn(), ended: vi.fn() };
  const endOther = { call: (): void => undefined };
  dispatcher.subscribe({ names: undefined, deliver: () => endOther.call(), ended: () => endOther.call() });
  for (const cause of [() => dispatcher.dispatch(message, 1), () => dispatcher.end(undefined)]) {
    const subscription = dispatcher.subscribe(second);
    endOther.call = () => subscription.end();
    cause();
  }
  expect(second.deliver).not.toHaveBeenCalled();
  expect(second.ended).not.toHaveBeenCalled();
});

test("an owner of several sources resumes those that it paused if another cannot pause", () => {
  const resume = vi.fn();
  const pauses = [true, false];
  const dispatcher = new EventDispatcher({
    listenerFailed: () => undefined,
    pause: () => pauses.shift() ?? false,
    resume,
  });
  const subscriber = { names: undefined, deliver: () => undefined };
  const [first, second] = [dispatcher.subscribe(subscriber), dispatcher.subscribe(subscriber)];
  expect([first.pause(), second.pause()]).toEqual([true, false]);
  // The first subscriber still pauses.
  expect(resume).not.toHaveBeenCalled();
  first.resume();
  expect([resume.mock.calls.length, second.pause(), resume.mock.calls.length]).toEqual([1, false, 2]);
});
