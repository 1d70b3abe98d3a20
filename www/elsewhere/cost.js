// @ts-check
import { text } from "../text/index.js";

/** From here on a loss is worth a word; of the pictures that were measured. */
const MUCH = 0.01;

/**
 * What rounded weights cost.
 * @param {import("../files/models.js").Cost} cost @param {import("./pictures.js").Measured} pictures  that it was measured with
 */
export function costOf({ of: count, right_float: before, right_int8: after, ...all }, pictures) {
  if (count === 0) return text("elsewhere-cost-same", { count: all.compared, same: all.same });
  const said = text("elsewhere-cost", { count, before, after, pictures });
  return (before - after) / count > MUCH ? `${said} ${text("elsewhere-cost-much")}` : said;
}
