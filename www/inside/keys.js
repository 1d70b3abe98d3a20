// @ts-check

/**
 * Space plays and pauses, ← and → go through the stages: also where nothing has the focus, but not where these keys have a use of
 * their own. A slider for the stages goes through them by itself.
 * @param {HTMLElement} place  of the view @param {import("./player.js").Player} player @param {() => boolean} isVisible
 */
export function stageKeys(place, player, isVisible) {
  /** @type {Record<string, () => void>} */
  const acts = {
    " ": () => player.toggle(),
    ArrowLeft: () => player.go(player.at - 1),
    ArrowRight: () => player.go(player.at + 1),
  };
  document.addEventListener("keydown", (event) => {
    const { key, target, repeat } = event;
    const act = acts[key];
    if (!act || !isVisible() || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.defaultPrevented || !(target instanceof Element)) return;
    if (target !== document.body && !place.contains(target)) return;
    if (hasUse(target, key)) return;
    event.preventDefault();
    if (key !== " " || !repeat) act();
  });
}

/** Whether it does something of its own with the key. @param {Element} target @param {string} key */
function hasUse(target, key) {
  if (key !== " ")
    return target.closest("select, input, textarea, .scrolls, [role=application]") !== null;
  const range = target instanceof HTMLInputElement && target.type === "range";
  return (
    !range && target.closest("button:not(.maps), summary, a, select, input, textarea") !== null
  );
}
