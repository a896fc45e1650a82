/**
 * Writes any FlatBuffer, sound or not: tests say which numbers stand where. A table is an object of
 * slots; every child is written after its parent, since offsets only point forwards.
 */
export type FlatValue =
  | { readonly u8: number }
  | { readonly i32: number }
  | { readonly u64: bigint }
  | { readonly f32: number }
  | FlatChild;

export type FlatChild =
  | { readonly table: Readonly<Record<number, FlatValue | undefined>> }
  | { readonly tables: readonly FlatChild[] }
  | { readonly text: string }
  | { readonly i32s: readonly number[] }
  | { readonly i64s: readonly number[] }
  | { readonly f32s: readonly number[] }
  | { readonly bytes: Uint8Array };

const OFFSET_BYTES = 4;
const VTABLE_HEADER_BYTES = 4;

export function writeFlatBuffer(root: FlatChild, identifier: string): Uint8Array {
  const writer = new FlatWriter();
  writer.later(root);
  writer.append(new TextEncoder().encode(identifier));
  return writer.finish();
}

class FlatWriter {
  #bytes = new Uint8Array(1024);
  #end = 0;
  readonly #pending: { at: number; child: FlatChild }[] = [];

  /** Leaves an offset here, to be filled when the child has its place. */
  later(child: FlatChild): void {
    this.#pending.push({ at: this.#end, child });
    this.append(new Uint8Array(OFFSET_BYTES));
  }

  append(bytes: Uint8Array): void {
    while (this.#end + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  finish(): Uint8Array {
    for (let next = this.#pending.shift(); next; next = this.#pending.shift()) {
      this.#align(next.child);
      const start = "table" in next.child ? this.#writeTable(next.child.table) : this.#end;
      if (!("table" in next.child)) this.#writeVector(next.child);
      this.#view().setUint32(next.at, start - next.at, true);
    }
    return this.#bytes.slice(0, this.#end);
  }

  #view(): DataView {
    return new DataView(this.#bytes.buffer);
  }

  /** Numbers of tensors lie at multiples of 16, behind the vector's length. */
  #align(child: FlatChild): void {
    const [unit, rest] = "bytes" in child ? [16, 12] : "i64s" in child ? [8, 4] : [OFFSET_BYTES, 0];
    while (this.#end % unit !== rest) this.append(Uint8Array.of(0));
  }

  #writeTable(slots: Readonly<Record<number, FlatValue | undefined>>): number {
    const entries = Object.entries(slots).filter(
      (entry): entry is [string, FlatValue] => !!entry[1],
    );
    const slotCount = Math.max(-1, ...entries.map(([slot]) => Number(slot))) + 1;
    const vtableBytes = VTABLE_HEADER_BYTES + slotCount * 2;
    const vtable = this.#end;
    this.append(new Uint8Array(vtableBytes + (vtableBytes % OFFSET_BYTES)));
    const table = this.#end;
    this.append(int32s([table - vtable]));
    for (const [slot, value] of entries) {
      this.#view().setUint16(
        vtable + VTABLE_HEADER_BYTES + Number(slot) * 2,
        this.#end - table,
        true,
      );
      this.#writeField(value);
    }
    this.#view().setUint16(vtable, vtableBytes, true);
    this.#view().setUint16(vtable + 2, this.#end - table, true);
    return table;
  }

  #writeField(value: FlatValue): void {
    if ("u8" in value) this.append(Uint8Array.of(value.u8, 0, 0, 0));
    else if ("i32" in value) this.append(int32s([value.i32]));
    else if ("f32" in value) this.append(new Uint8Array(Float32Array.of(value.f32).buffer));
    else if ("u64" in value) this.append(new Uint8Array(BigUint64Array.of(value.u64).buffer));
    else this.later(value);
  }

  #writeVector(child: Exclude<FlatChild, { table: unknown }>): void {
    if ("tables" in child) {
      this.append(int32s([child.tables.length]));
      for (const table of child.tables) this.later(table);
      return;
    }
    const [count, bytes] = bytesOf(child);
    this.append(int32s([count]));
    this.append(bytes);
    if ("text" in child) this.append(Uint8Array.of(0));
  }
}

function bytesOf(child: Exclude<FlatChild, { table: unknown } | { tables: unknown }>) {
  const counted = (count: number, bytes: Uint8Array): [number, Uint8Array] => [count, bytes];
  if ("text" in child) {
    const text = new TextEncoder().encode(child.text);
    return counted(text.length, text);
  }
  if ("i32s" in child) return counted(child.i32s.length, int32s(child.i32s));
  if ("f32s" in child)
    return counted(child.f32s.length, new Uint8Array(Float32Array.from(child.f32s).buffer));
  if ("i64s" in child)
    return counted(
      child.i64s.length,
      new Uint8Array(BigInt64Array.from(child.i64s.map(BigInt)).buffer),
    );
  return counted(child.bytes.length, child.bytes);
}

export function int32s(values: readonly number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(values).buffer);
}
