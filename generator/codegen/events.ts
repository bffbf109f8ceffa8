import type { Definition, Event, Module } from "../model/index.js";
import { isNamedAfterEvent } from "./names/requests.js";
import {
  accessorDeclarations,
  annotatedDeclarations,
  annotatedView,
  connectionType,
  connectParameters,
  disconnectParameters,
  type AccessorView,
} from "./accessors.js";
import { describeDefinition, describeTags } from "./describe.js";
import { codeSpan } from "./tsdoc/inline.js";
import type { Comment } from "./tsdoc/comment.js";
import type { FileBuilder } from "./file-builder.js";
import type { Declaration, FunctionDeclaration } from "./file.js";
import { stringLiteral } from "./literal.js";
import { dataType } from "./signatures.js";

/** Returns the functions and accessor constants of a module's events and accessors. */
export function eventDeclarations(file: FileBuilder, module: Module): readonly Declaration[] {
  return module.definitions.flatMap((each) => declarationsOf(file, each));
}

function declarationsOf(file: FileBuilder, definition: Definition): readonly Declaration[] {
  if (definition.kind === "event") return eventDeclaration(file, definition);
  if (definition.kind !== "accessor") return [];
  const event = file.context.model.byName.get(definition.event);
  return event?.kind === "event" ? accessorDeclarations(file, definition, event) : [];
}

function eventDeclaration(file: FileBuilder, event: Event): readonly Declaration[] {
  const annotated = file.context.annotations.accessors.filter((each) => each.event === event.name);
  const sharing = annotated.find(isNamedAfterEvent);
  const shared = sharing && annotatedView(file, sharing, event);
  const reached = file.context.names.find("connect", event.name) !== undefined;
  return [
    ...annotated.flatMap((each) => annotatedDeclarations(file, each, event)),
    ...(reached ? [connectDeclaration(file, event, shared), disconnectDeclaration(file, event, shared)] : []),
  ];
}

/**
 * If an accessor shares the event's name, the function has two overloads: with the accessor's arguments and without.
 */
function connectDeclaration(
  file: FileBuilder,
  event: Event,
  shared: AccessorView | undefined,
): FunctionDeclaration {
  const common = {
    kind: "function",
    name: file.context.names.of("connect", event.name),
    returns: `Promise<${connectionType(file, event)}>`,
  } as const;
  const comment = connectComment(file, event);
  const plain = connectParameters(file, event, undefined);
  if (shared?.args === undefined) {
    const expression = `${file.runtimeFunction("connectEvent")}(session, ${stringLiteral(event.name)}, listener, options)`;
    return { ...common, comment, parameters: plain, expression };
  }
  const rest = `${file.runtime("AccessorParameters")}<${shared.args}, ${dataType(file, event)}>`;
  const selecting = `Connects to the events whose data equals ${codeSpan("args")} in all given members.`;
  return {
    ...common,
    comment: [],
    overloads: [
      { comment, parameters: plain },
      { comment: [selecting], parameters: connectParameters(file, event, shared.args) },
    ],
    parameters: restParameters(file, rest),
    expression: `${file.runtimeFunction("connectEventOrAccessor")}(session, ${accessorOf(file, shared)}, rest)`,
  };
}

function connectComment(file: FileBuilder, event: Event): Comment {
  const data = file.context.names.find("event", event.name);
  const lead = `Connects to ${codeSpan(event.name)}${data === undefined ? "" : `. The listener receives {@link ${data}}`}.`;
  // The interface of the data has the full documentation.
  return data === undefined
    ? describeDefinition(file.context, event, { lead: [lead] })
    : [lead, ...describeTags(file.context, event)];
}

function disconnectDeclaration(
  file: FileBuilder,
  event: Event,
  shared: AccessorView | undefined,
): FunctionDeclaration {
  const { names } = file.context;
  const comment = [`Disconnects a listener that {@link ${names.of("connect", event.name)}} connected.`];
  const common = {
    kind: "function",
    name: names.of("disconnect", event.name),
    returns: "Promise<void>",
  } as const;
  const plain = disconnectParameters(file, event, undefined);
  if (shared?.args === undefined) {
    const expression = `${file.runtimeFunction("disconnectEvent")}(session, ${stringLiteral(event.name)}, connection)`;
    return { ...common, comment, parameters: plain, expression };
  }
  return {
    ...common,
    comment: [],
    overloads: [
      { comment, parameters: plain },
      { comment, parameters: disconnectParameters(file, event, shared.args) },
    ],
    parameters: restParameters(
      file,
      `${file.runtime("DisconnectParameters")}<${shared.args}, ${stringLiteral(event.name)}>`,
    ),
    expression: `${file.runtimeFunction("disconnectEventOrAccessor")}(session, ${accessorOf(file, shared)}, rest)`,
  };
}

function accessorOf(file: FileBuilder, { name }: AccessorView): string {
  return file.context.names.of("accessor", name);
}

function restParameters(file: FileBuilder, type: string): FunctionDeclaration["parameters"] {
  return [file.sessionParameter(), { name: "rest", type, optional: false, rest: true }];
}
