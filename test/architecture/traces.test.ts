import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { root } from "../support/compile.js";

/** Prints the files of the runtime whose functions run for a call, for its reply, and for an event to a listener that throws. */
const program = `
import { Session as Inspector } from "node:inspector/promises";
import { connect } from "qapi-ts";
import { connectStop, qmp, qomGet } from "qapi-ts/qmp";

const version = { qemu: { major: 11, minor: 1, micro: 0 }, package: "" };
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));
let sink;
let request;
const transport = (theSink) => {
  sink = theSink;
  setTimeout(() => write({ QMP: { version, capabilities: [] } }));
  const send = async (text) => {
    request = JSON.parse(text);
    if (request.execute === "qmp_capabilities") setTimeout(() => reply({}));
  };
  return Promise.resolve({ send, close: () => sink.closed() });
};
const write = (message) => sink.data(JSON.stringify(message).replaceAll('":', '": ').replaceAll(',"', ', "') + "\\r\\n");
const reply = (value) => write({ return: value, id: request.id });
const raise = () => write({ timestamp: { seconds: 1, microseconds: 1 }, event: "STOP" });
const step = async (act) => {
  act();
  await turn();
};

const session = await connect({ transport, protocol: qmp, onProblem: () => undefined });
await connectStop(session, () => { throw new Error("no"); });
let result;
const call = () => { result = qomGet(session, { path: "/", property: "type" }); };
for (const act of [call, () => reply("container"), raise]) await step(act);

const inspector = new Inspector();
inspector.connect();
await inspector.post("Profiler.enable");
await inspector.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
const entered = async (act) => {
  await inspector.post("Profiler.takePreciseCoverage");
  await step(act);
  const coverage = await inspector.post("Profiler.takePreciseCoverage");
  const scripts = coverage.result.filter(({ functions }) => functions.some(({ ranges }) => ranges[0].count > 0));
  return scripts.map(({ url }) => url.split("/dist/runtime/")[1]).filter((path) => path !== undefined);
};
const paths = {};
for (const [name, act] of Object.entries({ call, reply: () => reply("container"), event: raise })) paths[name] = await entered(act);
console.log(JSON.stringify(paths));
process.exit();
`;

type Name = "call" | "reply" | "event";
let entered: Readonly<Record<Name, readonly string[]>>;

beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    cwd: root,
  });
  entered = JSON.parse(stdout) as typeof entered;
});

/** What many modules use, which is no step of a path. */
const shared = /^(?:errors\/.*|json|base64|clock)\.js$/;

/** Returns the files that a paragraph of ARCHITECTURE.md names, in the runtime. */
function named(start: string, end: string): readonly string[] {
  const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  const from = text.indexOf(start);
  const paragraph = text.slice(from, text.indexOf(end, from));
  const files = [...paragraph.matchAll(/`([\w/-]+)\.ts`/g)].map(([, path]) => `${path}.js`);
  return [...new Set(files)].filter((path) => !shared.test(path)).sort();
}

function steps(name: Name): readonly string[] {
  return entered[name].filter((path) => !shared.test(path)).sort();
}

describe("the path in ARCHITECTURE.md", () => {
  test("of a call names the files that it enters, at most 8 with the generated function", () => {
    expect(steps("call")).toEqual(named("**A call**", "**Its reply**"));
    expect(steps("call").length + 1).toBeLessThanOrEqual(8);
  });

  test("of a reply names the files that it enters, at most 8", () => {
    expect(steps("reply")).toEqual(named("**Its reply**", "**An event to a"));
    expect(steps("reply").length).toBeLessThanOrEqual(8);
  });

  test("of an event to a listener that throws names the files that it enters", () => {
    const onItsWay = ["session/channel.js", "framing/line-framer.js"];
    expect(steps("event")).toEqual([...onItsWay, ...named("**An event to a", "**A schema becomes")].sort());
  });
});
