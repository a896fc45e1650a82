import keyValue from "embedded:storage/key-value";
import type { Assertions } from "../assertions.js";

/** A domain after close, and methods on what is no domain. */
export default function (t: Assertions): void {
  const open = keyValue.open({ path: "conformance" });
  const closed = keyValue.open({ path: "conformance" });
  closed.close();
  closed.close();
  t.throws(() => closed.read("key"), Error, "read after close");
  t.throws(() => closed.write("key", new ArrayBuffer(1)), Error, "write after close");
  t.throws(() => closed.delete("key"), Error, "delete after close");
  t.throws(() => closed[Symbol.iterator](), Error, "iteration after close");
  t.throws(() => closed.format, Error, "format after close");
  t.throws(() => (closed.format = "buffer"), Error, "setting the format after close");
  t.equal(open.format, "buffer", "another instance stays open");
  for (const receiver of [{}, [], "text", 1, null, undefined, Object.create(open)]) {
    const what = `on ${receiver === null ? "null" : typeof receiver}`;
    const apply = (method: unknown, ...args: unknown[]) =>
      Reflect.apply(method as () => void, receiver, args);
    t.throws(() => apply(open.read, "key"), Error, `read ${what}`);
    t.throws(() => apply(open.write, "key", new ArrayBuffer(1)), Error, `write ${what}`);
    t.throws(() => apply(open.delete, "key"), Error, `delete ${what}`);
    t.throws(() => apply(open[Symbol.iterator]), Error, `iteration ${what}`);
    t.throws(() => apply(open.close), Error, `close ${what}`);
  }
  open.close();
}
