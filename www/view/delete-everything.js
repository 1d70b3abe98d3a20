// @ts-check
import { byId, perFrame, say } from "./dom.js";

/** The way to leave nothing behind on this device. */
export class DeleteEverything {
  /**
   * @param {{ project: import("../data/project.js").Project, dataset: import("../data/dataset.js").Dataset,
   *   session: import("../session.js").Session, confirm: import("./confirm.js").Confirm, news: import("./news.js").News }} parts
   */
  constructor({ project, dataset, session, confirm, news }) {
    const button = byId("delete-everything", HTMLButtonElement);
    const alert = byId("delete-alert", HTMLElement);
    const render = perFrame(() => {
      button.hidden =
        session.trained.length === 0 &&
        dataset.classes.every(({ pictures }) => pictures.length === 0);
    });
    dataset.addEventListener("change", render);
    session.addEventListener("trained", render);
    button.addEventListener("click", async () => {
      const yes = await confirm.ask({
        title: "Delete everything?",
        text: "All pictures, all classes and the trained network will be gone from this device.",
        yes: "Delete everything",
      });
      if (!yes) return;
      say(alert, "");
      try {
        await project.deleteEverything();
        news.say("Everything was deleted. Nothing of it is left on this device.");
      } catch (error) {
        news.say("Everything in this tab was deleted.");
        say(alert, error instanceof Error ? error.message : String(error));
      }
      byId("add-class", HTMLButtonElement).focus();
    });
    render();
  }
}
