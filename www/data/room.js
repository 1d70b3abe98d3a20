// @ts-check
/** The room that the browser gives this page on the device. Over plain http, and in old browsers, nothing is known of it. */

/**
 * bytes: in use; persistent: whether the browser has promised not to delete it by itself.
 * @typedef {{ bytes: number | null, persistent: boolean | null }} Room
 */

/** @returns {Promise<Room>} */
export async function room() {
  const { storage } = navigator;
  const [estimate, persistent] = await Promise.all([
    storage?.estimate?.().catch(() => null),
    storage?.persisted?.().catch(() => null),
  ]);
  return { bytes: estimate?.usage ?? null, persistent: persistent ?? null };
}

/** Asks the browser for that promise. Some decide by themselves, some ask the person. */
export async function askForRoom() {
  try {
    const { storage } = navigator;
    if (storage?.persist && !(await storage.persisted())) await storage.persist();
  } catch {
    // Then it stays as it was.
  }
}
