// @ts-check
import { percent, text, whole } from "../text/index.js";
import { html, svg } from "../vendor/lit-html/lit-html.js";

/** Of the drawing, without what is written around it. */
const SIZE = { width: 220, height: 90 };
const MARGIN = { left: 34, right: 6, top: 6, bottom: 16 };

/** The accuracy epoch by epoch, as a drawing that stays sharp on paper. @param {ReadonlyArray<import("../points.js").Point>} points  two or more */
export function curve(points) {
  const { width, height } = SIZE;
  const [first, last] = [points[0].epoch, points[points.length - 1].epoch];
  const x = (/** @type {number} */ epoch) => ((epoch - first) / (last - first)) * width;
  const y = (/** @type {number} */ accuracy) => (1 - accuracy) * height;
  /** @param {"training" | "validation"} which */
  const line = (which) =>
    points
      .flatMap((point) => {
        const score = point[which];
        return score ? [`${x(point.epoch).toFixed(1)},${y(score.accuracy).toFixed(1)}`] : [];
      })
      .join(" ");
  const { left, right, top, bottom } = MARGIN;
  const box = [-left, -top, width + left + right, height + top + bottom].join(" ");
  return html`
    <section>
      <h2>${text("sheet-curve")}</h2>
      <svg class="paper-curve" viewBox=${box} role="img" aria-label=${text("sheet-curve")}>
        ${[0, 0.5, 1].map(
          (accuracy) => svg`
            <line class="grid" x1="0" x2=${width} y1=${y(accuracy)} y2=${y(accuracy)} />
            <text class="scale" x="-4" y=${y(accuracy) + 3}>${percent(accuracy)}</text>
          `,
        )}
        <polyline class="training" points=${line("training")} />
        <polyline class="validation" points=${line("validation")} />
        ${[first, last].map(
          (epoch) =>
            svg`<text class="scale" x=${x(epoch) + 3} y=${height + 12}>${whole(epoch)}</text>`,
        )}
      </svg>
      <p class="legend">
        <span class="key training">${text("curves-training")}</span>
        <span class="key validation">${text("curves-validation")}</span>
      </p>
    </section>
  `;
}
