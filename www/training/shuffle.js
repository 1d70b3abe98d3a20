// @ts-check
/** A seeded order: the same seed and epoch always give the same one, wherever training was resumed. */

/**
 * Mulberry32: 32 bits of state are plenty for shuffling pictures, and it runs the same everywhere.
 * @param {number} seed
 * @returns {() => number} 0 ≤ x < 1
 */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {number} count @param {number} seed @param {number} epoch
 * @returns {Uint32Array} 0…count−1, Fisher–Yates shuffled
 */
export function shuffledOrder(count, seed, epoch) {
  // An odd multiplier spreads neighbouring epochs over the whole range of seeds.
  const random = generator(seed + Math.imul(epoch + 1, 0x9e3779b1));
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
