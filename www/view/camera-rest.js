// @ts-check

/** As long as people look something up in another tab. */
const REST_AFTER_MS = 30_000;

/**
 * The camera's light goes out when nobody has seen its picture for a while: in a hidden page, and in views that need none. Whoever
 * comes back finds it on.
 * @param {{ panel: import("./camera.js").CameraPanel, views: import("./views.js").Views }} parts
 */
export function restOutOfSight({ panel, views }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const follow = () => {
    clearTimeout(timer);
    if (document.hidden || ["lab", "lesson"].includes(views.current))
      timer = setTimeout(() => panel.rest(), REST_AFTER_MS);
    else panel.wake();
  };
  document.addEventListener("visibilitychange", follow);
  views.addEventListener("change", follow);
}
