export { escapeControls as printable, quote as visible } from "./escape.js";
