export * from "./annotations/annotations.js";
export * from "./base64.js";
export * from "./builtin-types.js";
export * from "./conditions.js";
export * from "./model.js";
export * from "./host-paths.js";
export * from "./queries.js";
