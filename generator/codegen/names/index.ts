export { nameModel, type Names, type NamingOptions } from "./names.js";
export { hasOwnArguments, hasOwnData, isNamedAfterEvent } from "./requests.js";
export { camelCase } from "./words.js";
export type { Role } from "./request.js";
