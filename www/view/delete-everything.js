// @ts-check
import { text } from "../text/index.js";
import { h, messageOf, say } from "./dom.js";

/**
 * @typedef {object} Parts
 * @property {import("../data/project.js").Project} project
 * @property {import("../data/project-list.js").ProjectList} projects
 * @property {import("../session.js").Session} session
 * @property {import("../data/uploads.js").Uploads} uploads
 * @property {import("./confirm.js").Confirm} confirm
 * @property {import("./news.js").News} news
 */

/** The way to leave nothing behind on this device. */
export class DeleteEverything {
  #parts;
  /** Says what could not be deleted. */
  alert = h("p", { class: "note bad", role: "alert", hidden: true });

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @returns {Promise<boolean>} whether the person wanted it */
  async ask() {
    const { project, projects, uploads, confirm, news } = this.#parts;
    await projects.refresh();
    const count = projects.all.length;
    const yes = await confirm.ask({
      title: text("delete-title", { projects: count }),
      text: text("delete-text", { projects: count }),
      yes: text("delete-everything"),
    });
    if (!yes) return false;
    uploads.forget();
    say(this.alert, "");
    try {
      await project.deleteEverything();
      news.say(text("delete-done"));
    } catch (error) {
      news.say(text("delete-done-here"));
      say(this.alert, messageOf(error));
    }
    return true;
  }
}
