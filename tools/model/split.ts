const SEED = 20;

/**
 * Two halves of each label, dealt out by a fixed seed: the same pictures in the same order are split
 * in the same way. xorshift32 (Marsaglia, Xorshift RNGs, 2003).
 */
export function split<Item extends { readonly person: boolean }>(
  items: readonly Item[],
): [first: Item[], second: Item[]] {
  const halves: [Item[], Item[]] = [[], []];
  let state = SEED;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (const label of [true, false]) {
    const mine = items.filter(({ person }) => person === label);
    const keys = mine.map((item) => ({ item, key: next() })).sort((a, b) => a.key - b.key);
    for (const [index, { item }] of keys.entries()) halves[index % 2 === 0 ? 0 : 1].push(item);
  }
  return halves;
}
