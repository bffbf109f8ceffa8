export * from "./annotations.js";
export * from "./condition.js";
export * from "./documentation.js";
export * from "./json-type.js";
export * from "./member-at.js";
export * from "./model.js";
export * from "./position.js";
export * from "./queries.js";
