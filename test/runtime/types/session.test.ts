import { expect, test } from "vitest";
import { compile } from "./compile.js";

const beginning = `
import { connect, createEventHub, watchEvents, type EventMessage, type ProtocolDescriptor, type Session, type SignalAccessor, connectAccessor } from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
interface Del { id: string; force?: boolean }
interface Commands {
  "device_del": { arguments: Del; returns: void; oob: false };
  "query-status": { arguments: void; returns: { running: boolean }; oob: false };
  "query-cpus": { arguments: undefined; returns: string[]; oob: false };
  "migrate-pause": { arguments: void; returns: void; oob: true };
  "screendump": { arguments: { file?: string } | undefined; returns: void; oob: false };
}
interface Events { "STOP": undefined; "DELETED": { device: string }; "JOB": { id: string } }
interface Status { commands: { "query-run": { arguments: void; returns: { status: "running" | "paused" }; oob: false } }; events: Events }
interface Demo { commands: Commands; events: Events }
declare const session: Session<Demo>;
declare const any: Session;
const demo: ProtocolDescriptor<Demo> = { name: "demo", noReply: [] };
const runs: ProtocolDescriptor<Status> = { name: "runs", noReply: [] };
declare const accessor: SignalAccessor<{ device: string }, { action: string }>;
declare const bare: SignalAccessor<object, undefined>;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
function same<A, B>(_: Same<A, B>): void {}
`;

const accepted: readonly string[] = [
  // What is inferred from the descriptor.
  `const s = await connect({ path: "/run/vm.sock", protocol: demo }); same<typeof s, Session<Demo>>(true);`,
  `await using s = await connect({ port: 4444 }); same<typeof s, Session>(true);`,
  `const s: Session = session; const r = await s.call("x", { b: 1 }, { oob: true }); same<typeof r, unknown>(true);`,
  `const s: Session<Demo> = any; await s.call("query-status");`,
  // Commands.
  `await session.call("device_del", { id: "a" });`,
  `const r = await session.call("query-status"); same<typeof r, { running: boolean }>(true);`,
  `const r = await session.call("query-cpus", undefined, { timeout: 5 }); same<typeof r, string[]>(true);`,
  `await session.call("migrate-pause", undefined, { oob: true });`,
  `await session.call("screendump"); await session.call("screendump", {});`,
  `const r = await any.call("whatever", { a: 1 }, { oob: true }); same<typeof r, unknown>(true);`,
  // Events.
  `const e = await session.once("DELETED"); const d: string = e.data.device; same<typeof e.event, "DELETED">(true); d;`,
  `await session.once("JOB", { where: ({ data }) => data.id === "a" });`,
  `for await (const e of session.events("STOP", "JOB")) {
     if (e.event === "JOB") same<typeof e.data, { id: string }>(true); else same<typeof e.data, undefined>(true); }`,
  `for await (const e of session.events()) { same<typeof e.event, "STOP" | "DELETED" | "JOB">(true); }`,
  `for await (const e of session.events({ names: ["JOB"], limit: 5 })) { e.data.id; }`,
  `await session.connectSignal("JOB", (e: EventMessage<{ id: string }>) => e.data.id);`,
  `await session.connectSignal("JOB", ({ data }) => data.id.length);`,
  `await any.connectSignal("ANY", ({ data }) => same<typeof data, unknown>(true));`,
  `const e = await any.once("ANY"); same<typeof e.data, unknown>(true);`,
  // Introspection.
  `await session.supports({ command: "device_del", argument: "force" }); await session.supports({ event: "STOP" });`,
  `await any.supports({ command: "whatever", feature: "unstable" });`,
  // Desks and hubs.
  `const d = watchEvents(session).check({ names: ["DELETED"] })?.data; same<typeof d, { device: string } | undefined>(true);`,
  `watchEvents(session).callback({ names: ["DELETED"] }, ({ data }, device: string) => data.device === device, "disk0");`,
  `const hub = createEventHub<number, Demo>(); hub.join(1, session);
   const e = await hub.wait({ machine: 1, names: ["JOB"], where: ({ data }) => data.id === "a", timeout: 5 }); same<typeof e.machine, number>(true);`,
  // The server.
  `const s = createServer(demo, { "query-status": () => ({ running: true }), "device_del": async ({ id }) => { id; } });
   s.raise("STOP"); s.raise("JOB", { id: "a" });`,
  `createServer(demo, { "screendump": ({ file }) => { file; } });`,
  // A literal is not widened, because the protocol comes before the handlers.
  `createServer(runs, { "query-run": () => ({ status: "running" }) });`,
  `createServer(runs, { "query-run": async () => ({ status: "paused" }) }, { record: true });`,
  // Signals.
  `const signal = createServer(demo, {}).signal(accessor, ({ device }) => device.length);
   signal.raise(5, { action: "stop" }); await signal.connect({ device: "a" }, ({ data }) => data.action);`,
  `createServer(demo, {}).signal(bare, () => "all").raise("all");`,
  `await using c = await connectAccessor(session, accessor, { device: "a" }, ({ data }) => data.action); c.tag;`,
  `createServer(anyProtocol, { anything: (args) => args }).raise("ANY", { a: 1 });`,
];

const rejected: readonly (readonly [string, RegExp])[] = [
  [`await session.call("nope");`, /"nope"/],
  [`await session.call("device_del");`, /Expected 2-3 arguments|arguments/],
  [`await session.call("device_del", {});`, /'id' is missing/],
  [`await session.call("device_del", { id: "a", forse: true });`, /'forse' does not exist/],
  [`await session.call("device_del", { id: 5 });`, /number/],
  [`await session.call("device_del", { id: "a" }, { oob: true });`, /'oob' does not exist/],
  [`await session.call("query-status", { a: 1 });`, /not assignable/],
  [`await session.call("migrate-pause", undefined, { oops: true });`, /'oops' does not exist/],
  [`(await session.call("query-status")).walking;`, /'walking' does not exist/],
  [`await session.once("STOPPED");`, /"STOPPED"/],
  [`await session.connectSignal("STPO", () => 1);`, /"STPO"/],
  [`await session.connectSignal("JOB", ({ data }) => data.name);`, /'name' does not exist/],
  [
    `await session.connectSignal("JOB", (e: EventMessage<{ name: string }>) => e.data.name);`,
    /'name' is missing/,
  ],
  [`await any.connectSignal("JOB", ({ data }) => data.id);`, /unknown/],
  [`(await any.call("query-status")).running;`, /unknown/],
  [`await session.supports({ command: "query-statsu" });`, /"query-statsu"/],
  [`await session.supports({ comand: "query-status" });`, /'comand' does not exist/],
  [`await session.supports({ event: "STPO" });`, /"STPO"/],
  [`const s: Session<Status> = session; s;`, /'Session<Demo>' is not assignable to type 'Session<Status>'/],
  [`(await session.once("STOP")).data.device;`, /possibly|never|undefined/],
  [
    `for await (const e of session.events("STOP", "JOB")) { e.data.id; }`,
    /possibly 'undefined'|does not exist/,
  ],
  [`session.events({ names: ["JOBS"] });`, /"JOBS"/],
  [`watchEvents(session).check({ names: ["DELETE"] });`, /"DELETE"/],
  [
    `watchEvents(session).callback({ names: ["STOP"] }, (_event, user: string) => user);`,
    /Expected 3 arguments|arguments/,
  ],
  [`watchEvents(session).wait({ machine: 1 });`, /'machine' does not exist/],
  [`await connect({});`, /not assignable/],
  [`await connect({ path: 5 });`, /not assignable/],
  [`createServer(runs, { "query-run": () => ({ status: "walking" }) });`, /"walking"/],
  [`createServer(demo, {}).signal(accessor, ({ devices }) => devices);`, /'devices' does not exist/],
  [`createServer(demo, {}).signal(accessor, () => 1).raise("d0", { action: "" });`, /number/],
  [`createServer(demo, {}).signal(accessor, () => 1).raise(1);`, /Expected 2 arguments/],
  [`await connectAccessor(session, accessor, {}, () => 1);`, /'device' is missing/],
  [
    `await connectAccessor(session, accessor, { device: "a" }, ({ data }) => data.act);`,
    /'act' does not exist/,
  ],
  [`createServer(demo, { nope: () => 1 });`, /'nope' does not exist/],
  [`createServer(demo, { "query-status": () => ({ running: 1 }) });`, /not assignable/],
  [`createServer(demo, {}).raise("JOB");`, /Expected 2 arguments/],
  [`createServer(demo, {}).raise("JOB", {});`, /'id' is missing/],
];

test("valid programs compile", () => {
  const messages = compile(beginning, accepted);
  expect(accepted.map((code, index) => ({ code, messages: messages[index] }))).toEqual(
    accepted.map((code) => ({ code, messages: [] })),
  );
});

test("invalid programs do not compile, and the message names the mistake", () => {
  const messages = compile(
    beginning,
    rejected.map(([code]) => code),
  );
  for (const [index, [code, expected]] of rejected.entries()) {
    expect(messages[index]?.join(" ") ?? "", code).toMatch(expected);
  }
});
