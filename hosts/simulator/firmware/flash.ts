import { type FlashGeometry, flashOver } from "../../../native/storage/flash.js";
import { call } from "./board.js";

/** `embedded:storage/flash` over the virtual board's chip. */
export default flashOver(
  Object.freeze({
    list: () => call({ op: "flash.list" }).paths as string[],
    open: (path: string) => call({ op: "flash.open", path }) as unknown as FlashGeometry,
    read: (path: string, byteOffset: number, byteLength: number) =>
      call({ op: "flash.read", path, byteOffset, byteLength }).payload,
    write: (path: string, byteOffset: number, bytes: Uint8Array) => {
      call({ op: "flash.write", path, byteOffset }, bytes);
    },
    erase: (path: string, start: number, end: number) => {
      call({ op: "flash.erase", path, start, end });
    },
  }),
);
