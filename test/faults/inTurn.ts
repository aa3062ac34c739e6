/** A great many things to do, some of them at a time. */
const AT_A_TIME = 100;

export async function inTurn<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
  atATime = AT_A_TIME,
): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: atATime }, lane));
}

/** 0, 1, 2 … */
export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
