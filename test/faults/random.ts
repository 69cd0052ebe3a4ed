/** Numbers from 0 to 1 that are the same on every run (S. Park, K. Miller, "Random number generators", 1988). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
