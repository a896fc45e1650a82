import type { NetworkCode } from "../../../../modules/host/network.js";
import type { RequestFields } from "./http-fields.js";
import type { Reply } from "./http-reply.js";
import type { NetworkFault } from "./network-faults.js";
import type { RequestRecord } from "./radio.js";
import type { ReplyDelivery } from "./reply-delivery.js";
import type { Upload } from "./upload.js";

/** One request with all that became of it so far. */
export interface Exchange extends RequestFields {
  /** Number in the run; undefined while it is queued. */
  index: number | undefined;
  fault: NetworkFault | undefined;
  upload: Upload | undefined;
  delivery: ReplyDelivery | undefined;
}

export function newExchange(fields: RequestFields): Exchange {
  return {
    ...fields,
    index: undefined,
    fault: undefined,
    upload: undefined,
    delivery: undefined,
  };
}

export function recordOf(
  { upload, delivery }: Exchange,
  index: number,
  host: string,
  code: NetworkCode | "cancelled" | undefined,
): RequestRecord {
  return {
    index,
    host,
    bytesSent: upload?.sentBytes ?? 0,
    bytesReceived: delivery?.arrivedBytes ?? 0,
    status: delivery?.reply.status,
    code,
  };
}

/** What the firmware is told before the body. */
export function headOf(
  { status, statusText, headers }: Reply,
  mask: ReadonlySet<string> | undefined,
): object {
  const wanted = headers.filter(([name]) => mask === undefined || mask.has(name));
  return { status, statusText, headers: wanted };
}

export function addedMs({ fault }: Exchange): number {
  return fault?.kind === "latency" ? fault.addedMs : 0;
}
