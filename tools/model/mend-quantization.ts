/** Slots of the TensorFlow Lite schema, version 3. */
const MODEL_SUBGRAPHS = 2;
const GRAPH_TENSORS = 0;
const TENSOR_SHAPE = 0;
const TENSOR_QUANTIZATION = 4;
const QUANTIZED_DIMENSION = 6;

/**
 * A copy whose one-dimensional tensors are quantized along the dimension that they have. An old
 * converter wrote another, which TensorFlow Lite refuses and TensorFlow Lite Micro never looked at.
 * Undefined where there is nothing to mend, or no reading it.
 */
export function mendedQuantization(model: Uint8Array): Uint8Array | undefined {
  const copy = model.slice();
  try {
    return mendIn(new DataView(copy.buffer)) > 0 ? copy : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // an offset that leads outside the file
    throw error;
  }
}

function mendIn(view: DataView): number {
  const root = view.getUint32(0, true);
  let mended = 0;
  for (const graph of tablesIn(view, root, MODEL_SUBGRAPHS)) {
    for (const tensor of tablesIn(view, graph, GRAPH_TENSORS)) {
      if (lengthOf(view, fieldOf(view, tensor, TENSOR_SHAPE)) !== 1) continue;
      const quantization = fieldOf(view, tensor, TENSOR_QUANTIZATION);
      if (quantization === 0) continue;
      const at = fieldOf(
        view,
        quantization + view.getUint32(quantization, true),
        QUANTIZED_DIMENSION,
      );
      if (at === 0 || view.getInt32(at, true) === 0) continue;
      view.setInt32(at, 0, true);
      mended += 1;
    }
  }
  return mended;
}

/** Where a field's value lies, 0 where the table leaves it out. */
function fieldOf(view: DataView, table: number, slot: number): number {
  const vtable = table - view.getInt32(table, true);
  const at = 4 + 2 * slot;
  if (at >= view.getUint16(vtable, true)) return 0;
  const offset = view.getUint16(vtable + at, true);
  return offset === 0 ? 0 : table + offset;
}

function lengthOf(view: DataView, field: number): number {
  return field === 0 ? 0 : view.getUint32(field + view.getUint32(field, true), true);
}

function tablesIn(view: DataView, table: number, slot: number): number[] {
  const field = fieldOf(view, table, slot);
  const count = lengthOf(view, field);
  if (count > view.byteLength / 4) throw new RangeError("more tables than the file has room for");
  const first = field + view.getUint32(field, true) + 4;
  return Array.from({ length: count }, (_, index) => {
    const at = first + 4 * index;
    return at + view.getUint32(at, true);
  });
}
