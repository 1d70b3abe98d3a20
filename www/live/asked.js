// @ts-check

/**
 * What is asked about a frame. An answer that was under way when other classes took over, or the camera went, is nobody's.
 * @param {import("../session.js").Session} session @param {import("../camera/source.js").ActiveSource} source
 * @returns {() => boolean} whether the answer is still of use
 */
export function asked(session, source) {
  const classes = () => session.answering.map(({ id }) => id).join(" ");
  const [before, camera] = [classes(), source.current];
  return () => source.running && source.current === camera && classes() === before;
}
