import { expect, test } from "vitest";
import * as codegen from "../../../runtime/codegen.js";
import { nameCaller } from "../../../runtime/errors/caller-stack.js";
import { QapiError, watchEvents } from "../../../runtime/index.js";
import * as main from "../../../runtime/index.js";
import * as node from "../../../runtime/node/index.js";
import * as server from "../../../runtime/server/index.js";
import { connected, rejection, settle, type Fixture } from "../support/scripted-peer.js";
import { cases } from "./caller-cases.js";

const unreachableSession = main.connectOnDemand({
  transport: () => Promise.reject(new main.ConnectError("connect-refused", "connection refused")),
});

test.each(Object.entries(cases))("the stack of %s names the caller", async (_name, { start, trigger }) => {
  const fixture = await connected();
  async function caller(): Promise<void> {
    await start(fixture);
  }
  const rejected = rejection(caller());
  await settle();
  await trigger?.(fixture);
  const error = await rejected;
  expect(error).toBeInstanceOf(QapiError);
  expect((error as QapiError).stack).toMatch(/at (async )?caller \(.*caller-stack\.test\.ts/);
});

test.each(Object.entries(cases))(
  "the stacks of two of %s at once name each caller",
  async (_name, { start, trigger }) => {
    const fixture = await connected();
    async function first(): Promise<void> {
      await start(fixture);
    }
    async function second(): Promise<void> {
      await start(fixture);
    }
    const errors = new Map<string, unknown>();
    for (const caller of [first, second]) caller().catch((error: unknown) => errors.set(caller.name, error));
    await settle();
    await trigger?.(fixture);
    await settle();
    // What the trigger did not concern ends with the session.
    fixture.peer.disconnect();
    await expect.poll(() => errors.size).toBeGreaterThan(0);
    await settle();
    for (const [name, error] of errors) {
      expect((error as QapiError).stack).toMatch(new RegExp(`at (async )?${name} `));
    }
  },
);

test.each([
  ["supports", ({ session }: Fixture) => session.supports({ command: "x" })],
  ["connectSignal", () => unreachableSession.connectSignal("E", () => undefined)],
] as const)("two of %s that one failure rejects have an error each", async (_name, start) => {
  const fixture = await connected();
  const both = [rejection(start(fixture)), rejection(start(fixture))];
  await settle();
  fixture.peer.disconnect();
  const [first, second] = await Promise.all(both);
  expect(first).toBeInstanceOf(QapiError);
  expect(first).not.toBe(second);
  expect(Object.entries(second as object)).toEqual(Object.entries(first as object));
  expect((second as QapiError).message).toBe((first as QapiError).message);
  expect(second).toBeInstanceOf((first as QapiError).constructor);
  expect((second as QapiError).sent).toBe((first as QapiError).sent);
});

/** The exported functions that return a value, and reject nothing. */
const synchronous: readonly string[] = [
  "commandLine",
  "diagnosticsTracer",
  "escapeText",
  "parseExactly",
  "storageDaemonMonitor",
  "systemMonitor",
  "base64Codec",
  "formatPath",
  "issueOf",
  "readCommands",
  "serverCheck",
  "standardSchema",
  "toNumber",
  "validate",
];

test("each exported function that can reject has a case", () => {
  const tested = new Set(Object.keys(cases).map((name) => name.split(",", 1)[0]));
  const exported = [main, node, server, codegen].flatMap((entry) => Object.entries(entry as object));
  const functions = exported.filter(([, value]) => typeof value === "function" && !isClass(value as object));
  const names = new Set(functions.map(([name]) => name));
  expect([...names].filter((name) => !tested.has(name)).sort()).toEqual([...synchronous].sort());
});

function isClass(value: object): boolean {
  return "prototype" in value && Object.getOwnPropertyDescriptor(value, "prototype")?.writable === false;
}

test("the stack of two waits for the same event names each caller", async () => {
  const { session, peer } = await connected();
  const inbox = watchEvents(session);
  async function first(): Promise<void> {
    await inbox.wait();
  }
  async function second(): Promise<void> {
    await inbox.wait();
  }
  const both = Promise.all([rejection(first()), rejection(second())]);
  peer.disconnect();
  const stacks = (await both).map((error) => (error as Error).stack);
  expect(stacks).toEqual([
    expect.stringMatching(/at (async )?first /),
    expect.stringMatching(/at (async )?second /),
  ]);
});

test("an error of the program keeps its stack", async () => {
  const error = new TypeError("of a condition");
  const { stack } = error;
  expect(await rejection(nameCaller(Promise.reject(error)))).toBe(error);
  expect(error.stack).toBe(stack);
});
