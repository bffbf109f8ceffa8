/**
 * Text of schemas, files and servers, made safe for a terminal. This entry point loads fast.
 *
 * - `escapeControls` keeps line ends, `singleLine` escapes them too.
 * - `quote` quotes a piece of input for a message.
 */
export { escapeControls, quote, singleLine } from "./escape.js";
