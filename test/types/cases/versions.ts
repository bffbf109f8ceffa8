// The bindings of a version have what the version has, and do not accept a session of another.

import { queryNamedBlockNodes as newestNodes, queryStatus as newestStatus, type QmpSession } from "qapi-ts/qmp";
import { queryNamedBlockNodes as tenNodes } from "qapi-ts/qmp/10.0";
import * as seven from "qapi-ts/qmp/7.2";
import { blockdevSetActive } from "qapi-ts/qmp/7.2";
import { queryStatus as daemonStatus } from "qapi-ts/qsd";

declare const newestSession: QmpSession;
declare const sevenSession: seven.QmpSession;
declare const tenSession: Parameters<typeof tenNodes>[0];

export const newest: boolean[] = (await newestNodes(newestSession)).map((node) => node.active);
export const ten: boolean[] = (await tenNodes(tenSession)).map((node) => node.active);
export const old: boolean[] = (await seven.queryNamedBlockNodes(sevenSession)).map((node) => node.active);

// 7.2 reports what later versions do not.
export const singleStep: boolean = (await seven.queryStatus(sevenSession)).singlestep;
export const gone: boolean = (await newestStatus(newestSession)).singlestep;

await newestStatus(sevenSession);
await seven.queryStatus(newestSession);
await blockdevSetActive(sevenSession, { active: true });
await daemonStatus(newestSession);
