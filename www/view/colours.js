// @ts-check

/** As many as style.css defines for classes (--class-0 …). */
const COLOURS = 8;

/** Gives each class a colour of its own, the same in its card and in its answer meter. */
export class Colours {
  /** @type {Map<string, number>} */
  #taken = new Map();

  /**
   * @param {string} classId
   * @returns {string} for the attribute data-colour
   */
  of(classId) {
    let colour = this.#taken.get(classId);
    if (colour === undefined) {
      colour = this.#taken.size % COLOURS;
      this.#taken.set(classId, colour);
    }
    return String(colour);
  }
}
