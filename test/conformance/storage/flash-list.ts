import flash from "embedded:storage/flash";
import type { Assertions } from "../assertions.js";

/** Iterating over the partitions of the flash chip. */
export default function (t: Assertions): void {
  const paths = [...flash] as string[];
  for (const name of ["nvs", "journal", "ota_0", "model_0", "model_1", "outbox"]) {
    t.ok(paths.includes(name), `there is a partition ${name}`);
  }
  t.equal(new Set(paths).size, paths.length, "each name once");
  t.ok(
    paths.every((path) => typeof path === "string" && path !== ""),
    "names are strings",
  );

  const iterator = flash[Symbol.iterator]();
  t.equal(iterator.next().value, paths[0], "an iterator begins at the first");
  const ended = iterator.return?.();
  t.equal(ended?.done, true, "return ends it");
  t.equal(ended?.value, undefined, "with no value");
  t.equal(iterator.next().done, true, "and it stays ended");
  t.equal(iterator.return?.().done, true, "return may be called again");
  for (const path of flash) {
    t.equal(path, paths[0], "a loop may be left");
    break;
  }
  const other = flash[Symbol.iterator]();
  t.equal(other.next().value, paths[0], "iterators do not disturb each other");
}
