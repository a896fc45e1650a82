import flash from "embedded:storage/flash";
import type { Assertions } from "../assertions.js";

/** A partition after close, and methods on what is no partition. */
export default function (t: Assertions): void {
  const open = flash.open({ path: "outbox" });
  const closed = flash.open({ path: "outbox" }) as typeof open & { format: string };
  closed.close();
  closed.close();
  t.throws(() => closed.read(4, 0), Error, "read after close");
  t.throws(() => closed.write(new ArrayBuffer(4), 0), Error, "write after close");
  t.throws(() => closed.eraseBlock(0), Error, "eraseBlock after close");
  t.throws(() => closed.status(), Error, "status after close");
  t.throws(() => closed.format, Error, "format after close");
  t.throws(() => (closed.format = "buffer"), Error, "setting the format after close");
  t.ok(open.status().size > 0, "another instance stays open");
  for (const receiver of [{}, [], "text", 1, null, undefined, Object.create(open)]) {
    const what = `on ${receiver === null ? "null" : typeof receiver}`;
    const apply = (method: unknown, ...args: unknown[]) =>
      Reflect.apply(method as () => void, receiver, args);
    t.throws(() => apply(open.read, 4, 0), Error, `read ${what}`);
    t.throws(() => apply(open.write, new ArrayBuffer(4), 0), Error, `write ${what}`);
    t.throws(() => apply(open.eraseBlock, 0), Error, `eraseBlock ${what}`);
    t.throws(() => apply(open.status), Error, `status ${what}`);
    t.throws(() => apply(open.close), Error, `close ${what}`);
  }
  open.close();
}
