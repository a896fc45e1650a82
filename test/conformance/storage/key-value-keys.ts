import keyValue from "embedded:storage/key-value";
import type { Assertions } from "../assertions.js";

const path = "conformance";

/** Keys of a domain: iterating, deleting, domains beside each other, domains opened to read. */
export default function (t: Assertions): void {
  const domain = keyValue.open({ path });
  for (const key of [...domain]) domain.delete(key);
  domain.write("a", Uint8Array.of(1));
  domain.write("b", Uint8Array.of(2));
  domain.write("b", Uint8Array.of(3));
  t.equal(keysOf(domain), "a,b", "each key once");
  iterates(t, domain);
  staysApart(t, domain);
  readsOnly(t);
  domain.delete("a");
  t.equal(domain.read("a"), undefined, "a deleted key has no value");
  t.equal(keysOf(domain), "b", "and is not listed");
  domain.delete("a");
  for (const key of domain) domain.delete(key);
  t.equal(keysOf(domain), "", "deleting within a loop");
  domain.close();
}

function iterates(t: Assertions, domain: ReturnType<typeof keyValue.open>): void {
  const iterator = domain[Symbol.iterator]();
  t.equal(iterator.next().done, false, "an iterator has keys");
  t.equal(iterator.return?.().done, true, "return ends it");
  t.equal(iterator.next().done, true, "and it stays ended");
  for (const key of domain) {
    t.equal(typeof key, "string", "keys are strings");
    break;
  }
  const brief = keyValue.open({ path, mode: "r" });
  let seen = 0;
  for (const _ of brief) {
    brief.close();
    seen += 1;
  }
  t.equal(seen, 2, "a loop goes on over its list when the domain is closed in it");
}

function staysApart(t: Assertions, domain: ReturnType<typeof keyValue.open>): void {
  const other = keyValue.open({ path: "conformance-2" });
  other.write("a", Uint8Array.of(9));
  t.equal(new Uint8Array(domain.read("a") as ArrayBuffer)[0], 1, "domains do not share keys");
  const same = keyValue.open({ path });
  t.equal(keysOf(same), "a,b", "two instances of a domain share them");
  same.format = "string";
  t.equal(domain.format, "buffer", "but not the format");
  same.close();
  other.delete("a");
  other.close();
}

function readsOnly(t: Assertions): void {
  const domain = keyValue.open({ path, mode: "r" });
  t.throws(() => domain.write("a", new ArrayBuffer(1)), Error, "write to a domain opened to read");
  t.throws(() => domain.delete("a"), Error, "delete from a domain opened to read");
  t.equal(new Uint8Array(domain.read("a") as ArrayBuffer)[0], 1, "nothing changed");
  t.equal(keysOf(domain), "a,b", "no key is gone");
  domain.close();
}

function keysOf(domain: ReturnType<typeof keyValue.open>): string {
  return [...(domain as unknown as Iterable<string>)].sort().join();
}
