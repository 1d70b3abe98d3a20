// @ts-check
import { byId } from "./dom.js";

/**
 * On narrow screens and in low windows the camera scrolls out of sight while pictures are collected. It then becomes a small bar at the
 * top edge, so that what is recorded and what is answered stay visible. Its place in the page keeps its height: nothing jumps.
 * @param {{ views: import("./views.js").Views, fullScreen: import("./full-screen.js").FullScreen }} parts  in other views nothing is
 *   recorded, and the full screen has a place of its own for it
 */
export function keepStageInSight({ views, fullScreen }) {
  const stage = byId("stage", HTMLElement);
  const place = stage.parentElement;
  if (!place) return;
  const scrollsAway = matchMedia("(max-width: 44.99em), (max-height: 47.5em)"); // as in camera.css
  let away = false;
  const apply = () => {
    const small = away && scrollsAway.matches && views.current === "train" && !fullScreen.open;
    if (small === stage.hasAttribute("data-small")) return;
    place.style.blockSize = small ? `${place.offsetHeight}px` : "";
    stage.toggleAttribute("data-small", small);
  };
  // Small once the upper half is out of sight.
  new IntersectionObserver(
    ([entry]) => {
      away = entry.intersectionRatio < 0.5 && entry.boundingClientRect.top < 0;
      apply();
    },
    { threshold: 0.5 },
  ).observe(place);
  scrollsAway.addEventListener("change", apply);
  views.addEventListener("change", apply);
  fullScreen.addEventListener("change", apply);
}
