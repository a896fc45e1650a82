import type { KeyValueFormat } from "../../../modules/host/storage.js";
import { keyValueOver, type StoredValue } from "../../../native/storage/key-value.js";
import { call } from "./board.js";

/** `embedded:storage/key-value` over the virtual board's storage. */
export default keyValueOver(
  Object.freeze({
    open: (domain: string, writable: boolean) => {
      call({ op: "kv.open", domain, writable });
    },
    get: (domain: string, key: string) => {
      const { format, payload } = call({ op: "kv.get", domain, key });
      return format === undefined
        ? undefined
        : { format: format as KeyValueFormat, bytes: payload };
    },
    set: (
      domain: string,
      key: string,
      { format, bytes }: StoredValue<ArrayBuffer | Uint8Array>,
    ) => {
      call({ op: "kv.set", domain, key, format }, bytes);
    },
    delete: (domain: string, key: string) =>
      call({ op: "kv.delete", domain, key }).deleted as boolean,
    keys: (domain: string) => call({ op: "kv.keys", domain }).keys as string[],
  }),
);
