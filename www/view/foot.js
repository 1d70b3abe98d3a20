// @ts-check
import { text } from "../text/index.js";
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { byId, messageOf } from "./dom.js";
import { help } from "./help.js";

/** Chromium's, which the type checker does not know. @typedef {Event & { prompt(): Promise<unknown> }} InstallOffer */

/** What stands at the end of the page, out of the way: the page on a phone, and the page as an app. */
export class Foot {
  #news;
  #place = byId("foot-more", HTMLElement);
  /** The browser's, once it has found that the page can be installed. @type {InstallOffer | null} */
  #offer = null;

  /** @param {{ news: import("./news.js").News }} parts */
  constructor({ news }) {
    this.#news = news;
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault(); // no bar of the browser's own over the page
      this.#offer = /** @type {InstallOffer} */ (event);
      this.#render();
    });
    addEventListener("appinstalled", () => {
      this.#offer = null;
      this.#render();
    });
    this.#render();
  }

  #render() {
    render(
      html`
        <button type="button" class="quiet" @click=${() => void this.#showOnPhone()}>
          ${text("foot-phone")}
        </button>
        ${
          this.#offer
            ? html`<button type="button" class="quiet" @click=${() => void this.#install()}>
                ${text("foot-install")}
              </button>`
            : nothing
        }
        ${
          isInSafariOnPhone()
            ? html`<span>${text("foot-install")} ${help("foot-install")}</span>`
            : nothing
        }
      `,
      this.#place,
    );
  }

  async #showOnPhone() {
    try {
      const { showOnPhone } = await import("../phone/index.js");
      await showOnPhone();
    } catch (error) {
      this.#news.say(text("view-unreachable", { reason: messageOf(error) }));
    }
  }

  async #install() {
    await this.#offer?.prompt(); // the browser asks; a second time it would not
    this.#offer = null;
    byId("nav-lesson", HTMLAnchorElement).focus();
    this.#render();
  }
}

/** Where only the person can install the page. Safari on iPhone and iPad says whether it was started from the home screen. */
function isInSafariOnPhone() {
  return "standalone" in navigator && !navigator.standalone;
}
