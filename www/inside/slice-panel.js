// @ts-check
import { text } from "../text/index.js";
import { html } from "../vendor/lit-html/lit-html.js";
import { placeField } from "./choice.js";
import { Panel } from "./panel.js";
import { Scrubber } from "./scrubber.js";

/**
 * @typedef {import("./types.js").Summary} Summary
 * @typedef {import("./types.js").TracedLayer} TracedLayer
 */

/**
 * A panel about one slice of a kernel, between a channel of the input and a filter, which moves over a map.
 * @template Data
 * @extends {Panel<Data>}
 */
export class SlicePanel extends Panel {
  filter = 0;
  channel = 0;
  position;

  /** @param {string} id @param {string} title @param {import("./panel.js").PanelParts} parts @param {() => number} tempo  ms a position */
  constructor(id, title, parts, tempo) {
    super(id, title, parts);
    this.position = new Scrubber(tempo, () => this.refresh());
  }

  hide() {
    this.position.pause();
  }

  /** Keeps filter, channel and position inside a layer. @param {TracedLayer} layer @param {number} positions  how many there are */
  fit({ input, output }, positions) {
    this.filter = Math.min(this.filter, output.channels - 1);
    this.channel = Math.min(this.channel, input.channels - 1);
    this.position.fit(positions);
  }

  /**
   * Fields for the slice. @param {Summary} summary @param {(layer: TracedLayer, place: number) => boolean} fits
   * @param {number} layer  that is shown
   */
  sliceChoice(summary, fits, layer) {
    const { input, output } = summary.layers[layer];
    return html`
      <div class="place">
        ${this.layerChoice(summary, fits, layer)}
        ${placeField(text("inside-place-filter"), this.filter, output.channels, (filter) => {
          this.filter = filter;
          this.refresh();
        })}
        ${placeField(text("inside-place-channel"), this.channel, input.channels, (channel) => {
          this.channel = channel;
          this.refresh();
        })}
      </div>
    `;
  }
}
