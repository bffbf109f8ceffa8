import type { Event, Module } from "../model/index.js";
import { describeDefinition, describeTags } from "./describe.js";
import { codeSpan } from "./documentation/code.js";
import type { FileBuilder } from "./file-builder.js";
import type { Declaration, FunctionDeclaration } from "./file.js";
import { stringLiteral } from "./literal.js";
import { properties } from "./types/members.js";

/** A module's events: the data of each, what connects to it and disconnects, and the map of them all. */
export function eventDeclarations(file: FileBuilder, module: Module): readonly Declaration[] {
  const events = module.definitions.filter((each) => each.kind === "event");
  return [
    ...events.flatMap((event) => [
      ...dataDeclaration(file, event),
      connectDeclaration(file, event),
      disconnectDeclaration(file, event),
    ]),
    {
      kind: "interface",
      name: file.context.names.of("events", module.name),
      comment: ["The data of this module's events by their names on the wire."],
      extends: [],
      properties: events.map((event) => ({
        name: event.name,
        type: dataType(file, event),
        optional: false,
        comment: [],
      })),
      open: false,
    },
  ];
}

function dataDeclaration(file: FileBuilder, event: Event): readonly Declaration[] {
  const name = file.context.names.find("event", event.name);
  if (name === undefined || event.data.kind === "named") return [];
  return [
    {
      kind: "interface",
      name,
      comment: describeDefinition(file.context, event),
      extends: [],
      properties: properties(file, event, event.data.members),
      open: false,
    },
  ];
}

/** What a listener receives. */
function dataType(file: FileBuilder, event: Event): string {
  if (event.data.kind === "named") return file.named(event.data.type);
  return file.context.names.find("event", event.name) ?? "undefined";
}

function connectDeclaration(file: FileBuilder, event: Event): FunctionDeclaration {
  const { names } = file.context;
  const data = names.find("event", event.name);
  const lead = `Connects to ${codeSpan(event.name)}${data === undefined ? "" : `, which brings {@link ${data}}`}.`;
  return {
    kind: "function",
    name: names.of("connect", event.name),
    // The data's own interface already tells the whole, where there is one.
    comment:
      data === undefined
        ? describeDefinition(file.context, event, { lead: [lead] })
        : [lead, ...describeTags(file.context, event)],
    parameters: [
      { name: "session", type: file.runtime("Session"), optional: false },
      { name: "listener", type: `${file.runtime("Listener")}<${dataType(file, event)}>`, optional: false },
      { name: "options", type: file.runtime("ConnectOptions"), optional: true },
    ],
    returns: `Promise<${file.runtime("Connection")}>`,
    expression: `session.connectSignal(${stringLiteral(event.name)}, listener, options)`,
  };
}

function disconnectDeclaration(file: FileBuilder, event: Event): FunctionDeclaration {
  const { names } = file.context;
  return {
    kind: "function",
    name: names.of("disconnect", event.name),
    comment: [`Disconnects what {@link ${names.of("connect", event.name)}} connected.`],
    parameters: [
      { name: "session", type: file.runtime("Session"), optional: false },
      { name: "connection", type: file.runtime("Connection"), optional: false },
    ],
    returns: "Promise<void>",
    expression: "session.disconnectSignal(connection)",
  };
}
