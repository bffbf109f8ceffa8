import type { Accessor, AnnotatedAccessor, Definition, Event, Module } from "../model/index.js";
import { describeDefinition, describeTags } from "./describe.js";
import type { FileBuilder } from "./file-builder.js";
import type { Declaration, FunctionDeclaration, Parameter } from "./file.js";
import { objectLiteral, stringLiteral } from "./literal.js";
import { isNamedAfterEvent } from "./names/requests.js";
import { accessorArguments, dataType } from "./signatures.js";
import type { Comment } from "./tsdoc/comment.js";
import { codeSpan } from "./tsdoc/inline.js";

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
  const lead = leadOf(file, event);
  // The interface of the data has the full documentation.
  return file.context.names.find("event", event.name) === undefined
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

/** A signal accessor of the schema or of an annotation, as the emitter uses it. */
interface AccessorView {
  readonly name: string;
  readonly event: Event;
  /** The type of the arguments; undefined if there are none. */
  readonly args: string | undefined;
  /** The data member that each argument is compared with; undefined if the server selects the events. */
  readonly match: Readonly<Record<string, string>> | undefined;
  /** The start of the functions' comments. */
  readonly comment: Comment;
}

/** Returns the constant and the functions of an accessor of the schema. */
function accessorDeclarations(file: FileBuilder, accessor: Accessor, event: Event): readonly Declaration[] {
  const args = accessorArguments(file, accessor);
  const comment = describeDefinition(file.context, accessor, { lead: [leadOf(file, event)] });
  const view: AccessorView = { name: accessor.name, event, args, match: undefined, comment };
  return [accessorConstant(file, view), connectThrough(file, view), disconnectThrough(file, view)];
}

/** Returns the constant of an annotated accessor, and its functions unless it shares those of its event. */
function annotatedDeclarations(
  file: FileBuilder,
  accessor: AnnotatedAccessor,
  event: Event,
): readonly Declaration[] {
  const view = annotatedView(file, accessor, event);
  const shared = file.context.names.find("connectAccessor", accessor.name) === undefined;
  return [
    accessorConstant(file, view),
    ...(shared ? [] : [connectThrough(file, view), disconnectThrough(file, view)]),
  ];
}

function annotatedView(file: FileBuilder, accessor: AnnotatedAccessor, event: Event): AccessorView {
  return {
    name: accessor.name,
    event,
    args: file.declared({ name: accessor.name, module: event.module }, "accessorArguments"),
    match: Object.fromEntries(accessor.arguments.map(({ name, member }) => [name, member])),
    comment: [leadOf(file, event), ...describeTags(file.context, event)],
  };
}

function leadOf(file: FileBuilder, event: Event): string {
  const data = file.context.names.find("event", event.name);
  return `Connects to ${codeSpan(event.name)}${data === undefined ? "" : `. The listener receives {@link ${data}}`}.`;
}

function accessorConstant(file: FileBuilder, view: AccessorView): Declaration {
  const { name, event, match } = view;
  return {
    kind: "constant",
    name: file.context.names.of("accessor", name),
    comment: [`The signal accessor ${codeSpan(name)}.`],
    type: `${file.runtime("SignalAccessor")}<${view.args ?? "object"}, ${dataType(file, event)}, ${stringLiteral(event.name)}>`,
    value: objectLiteral({ name, event: event.name, ...(match !== undefined && { match }) }),
  };
}

function connectThrough(file: FileBuilder, view: AccessorView): FunctionDeclaration {
  const { names } = file.context;
  const accessor = names.of("accessor", view.name);
  const args = view.args === undefined ? "{}" : "args";
  return {
    kind: "function",
    name: names.of("connectAccessor", view.name),
    comment: view.comment,
    parameters: connectParameters(file, view.event, view.args),
    returns: `Promise<${connectionType(file, view.event)}>`,
    expression: `${file.runtimeFunction("connectAccessor")}(session, ${accessor}, ${args}, listener, options)`,
  };
}

/** The arguments are those of the disconnect command: a connection with others is refused. */
function disconnectThrough(file: FileBuilder, view: AccessorView): FunctionDeclaration {
  const { names } = file.context;
  const accessor = names.of("accessor", view.name);
  const args = view.args === undefined ? "{}" : "args";
  return {
    kind: "function",
    name: names.of("disconnectAccessor", view.name),
    comment: [`Disconnects a listener that {@link ${names.of("connectAccessor", view.name)}} connected.`],
    parameters: disconnectParameters(file, view.event, view.args),
    returns: "Promise<void>",
    expression: `${file.runtimeFunction("disconnectAccessor")}(session, ${accessor}, ${args}, connection)`,
  };
}

function connectParameters(file: FileBuilder, event: Event, args: string | undefined): readonly Parameter[] {
  const listener = `${file.runtime("Listener")}<${dataType(file, event)}>`;
  return [
    file.sessionParameter(),
    ...(args === undefined ? [] : [{ name: "args", type: args, optional: false }]),
    { name: "listener", type: listener, optional: false },
    { name: "options", type: file.runtime("ConnectOptions"), optional: true },
  ];
}

function disconnectParameters(
  file: FileBuilder,
  event: Event,
  args: string | undefined,
): readonly Parameter[] {
  return [
    file.sessionParameter(),
    ...(args === undefined ? [] : [{ name: "args", type: args, optional: false }]),
    { name: "connection", type: connectionType(file, event), optional: false },
  ];
}

/** The type of a connection to an event, which a connection to another event does not have. */
function connectionType(file: FileBuilder, { name }: Event): string {
  return `${file.runtime("SignalConnection")}<${stringLiteral(name)}>`;
}
