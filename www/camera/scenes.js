// @ts-check
/**
 * What the practice camera sees: a room, and in it a face, a cup or a plant. Position, size, tilt, colours, light and noise vary,
 * so that a network has to learn what all faces, cups or plants have in common.
 *
 * Units: a 4:3 picture of height 1 with the origin at its centre, y downwards; the centre square spans ±0.5.
 */

/** @typedef {"face" | "background" | "cup" | "plant"} SceneId */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {ReturnType<typeof looksAt>} Looks */

/** @type {ReadonlyArray<SceneId>} */
export const scenes = ["face", "background", "cup", "plant"];

const skins = ["#f6d7bd", "#eab893", "#d59a6e", "#b27548", "#8a5633", "#5e3a24"];
const hairs = ["#1d1a19", "#4a2f1d", "#7b4b26", "#c08a3e", "#e2c98f", "#8b8b90", "#a4432a"];
const clothes = ["#35507a", "#7a3550", "#3f6b4f", "#5a5a66", "#b0762f", "#6a4a8a"];
const glazes = ["#e8e4da", "#d0563c", "#3d7fa6", "#e0aa3e", "#55806a", "#34363d"];
const greens = ["#2f7a41", "#4b9a4f", "#6aa84f", "#3c6e57"];
const pots = ["#b9643c", "#d9d2c5", "#59626e", "#8c4b33"];

/** A smooth random walk between −1 and 1 that takes long to repeat. @param {number} t seconds @param {number} seed */
const wander = (t, seed) =>
  (Math.sin(t * 0.9 + seed * 7.3) +
    Math.sin(t * 1.7 + seed * 3.1) +
    Math.sin(t * 0.37 + seed * 11.7)) /
  3;

/**
 * A colour that glides back and forth through a list.
 * @param {ReadonlyArray<string>} list of #rrggbb
 * @param {number} t seconds
 * @param {number} seed
 */
function glide(list, t, seed) {
  const place = (0.5 + 0.5 * Math.sin(t * 3.2 + seed * 5.7 + wander(t, seed))) * (list.length - 1);
  const [from, to] = [list[Math.floor(place)], list[Math.ceil(place)]];
  const [r, g, b] = [1, 3, 5].map((at) => {
    const [start, end] = [from, to].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(start + (end - start) * (place % 1));
  });
  return `rgb(${r} ${g} ${b})`;
}

/**
 * What the subject looks like at this moment. Colours glide; shapes change in steps. Both vary widely: a short recording has to
 * cover what the next minutes will show, or the network learns one face instead of faces in general.
 * @param {number} seconds
 * @param {number} number of the look; it picks the shapes
 */
function looksAt(seconds, number) {
  /** @param {number} step about irrational, and another for each trait, or traits would always come in the same pairs */
  const trait = (step) => (number * step) % 1;
  return {
    phase: trait(0.7549) * 100,
    scale: 0.8 + trait(0.4503) * 0.35,
    skin: glide(skins, seconds, 1),
    hair: glide(hairs, seconds * 1.27, 2),
    cloth: glide(clothes, seconds * 0.81, 3),
    glaze: glide(glazes, seconds, 4),
    green: glide(greens, seconds, 5),
    pot: glide(pots, seconds * 1.27, 6),
    long: trait(0.382) < 0.5,
    glasses: trait(0.2915) < 0.25,
    leaves: 7 + Math.floor(trait(0.6458) * 5),
    flip: trait(0.4495) < 0.5 ? -1 : 1,
  };
}

/**
 * @param {Context} context
 * @param {{ scene: SceneId, width: number, height: number, seconds: number, number: number }} view  number of the look
 */
export function drawScene(context, { scene, width, height, seconds, number }) {
  const looks = looksAt(seconds, number);
  const t = seconds + looks.phase;
  context.save();
  context.translate(width / 2, height / 2);
  context.scale(height, height);
  drawRoom(context, seconds);
  if (scene !== "background") {
    context.save();
    context.translate(wander(t * 1.4, 1) * 0.2, wander(t * 1.4, 2) * 0.1);
    context.rotate(wander(t * 1.4, 3) * 0.24);
    const size = looks.scale * (1 + wander(t * 1.4, 4) * 0.16);
    context.scale(size, size);
    if (scene === "face") drawFace(context, looks, t);
    if (scene === "cup") drawCup(context, looks, t);
    if (scene === "plant") drawPlant(context, looks, t);
    context.restore();
  }
  drawLight(context, seconds);
  context.restore();
  drawNoise(context, width, height);
}

/**
 * The same room in all scenes, always in motion: if it kept a colour or a position for a whole recording, a network could learn
 * that instead of the subject.
 * @param {Context} c @param {number} t
 */
function drawRoom(c, t) {
  c.save();
  const near = 1.15 + wander(t * 1.3, 14) * 0.15;
  c.scale(near, near);
  c.translate(wander(t * 1.6, 5) * 0.14, wander(t * 1.6, 6) * 0.07); // a hand holds the camera
  c.rotate(wander(t * 1.2, 13) * 0.06);
  c.fillStyle = "#b9c2c6";
  c.fillRect(-1.1, -0.9, 2.2, 1.8);
  c.fillStyle = "#9a8d7e"; // floor and its skirting board
  c.fillRect(-1.1, 0.34, 2.2, 0.6);
  c.fillStyle = "#d9dcda";
  c.fillRect(-1.1, 0.32, 2.2, 0.025);
  c.fillStyle = "#eef3f5"; // window
  c.fillRect(-0.56, -0.4, 0.3, 0.42);
  c.fillStyle = `hsl(${205 + wander(t, 7) * 12} 55% ${72 + wander(t, 8) * 10}%)`;
  for (const [x, y] of [
    [-0.54, -0.38],
    [-0.4, -0.38],
    [-0.54, -0.18],
    [-0.4, -0.18],
  ])
    c.fillRect(x, y, 0.12, 0.18);
  c.fillStyle = "#7b6046"; // shelf with books
  c.fillRect(0.2, -0.12, 0.4, 0.022);
  ["#7d3c3c", "#43617c", "#c39a4a", "#50705a", "#6d5a80", "#b6aa98"].forEach((colour, i) => {
    c.fillStyle = colour;
    const tall = 0.13 + ((i * 37) % 5) * 0.012;
    c.fillRect(0.23 + i * 0.045, -0.12 - tall, 0.036, tall);
  });
  c.fillStyle = "#6b7b84"; // a picture on the wall
  c.fillRect(-0.1, -0.4, 0.2, 0.15);
  c.fillStyle = "#d8c9a8";
  c.fillRect(-0.085, -0.385, 0.17, 0.12);
  c.restore();
}

/** Brighter, darker, warmer, colder; and from one side. @param {Context} c @param {number} t */
function drawLight(c, t) {
  const level = wander(t * 2.2, 9);
  c.fillStyle = level > 0 ? `rgb(255 244 214 / ${level * 0.3})` : `rgb(10 16 40 / ${-level * 0.5})`;
  c.fillRect(-0.8, -0.6, 1.6, 1.2);
  const x = wander(t * 1.7, 10) * 0.7;
  const glow = c.createRadialGradient(x, -0.5, 0.05, x, -0.5, 1.1);
  glow.addColorStop(0, "rgb(255 250 230 / 0.28)");
  glow.addColorStop(1, "rgb(0 0 0 / 0.22)");
  c.fillStyle = glow;
  c.fillRect(-0.8, -0.6, 1.6, 1.2);
}

/** @param {Context} c @param {number} x @param {number} y @param {number} rx @param {number} ry @param {string} fill */
function ellipse(c, x, y, rx, ry, fill) {
  c.fillStyle = fill;
  c.beginPath();
  c.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  c.fill();
}

/** @param {Context} c @param {Looks} look @param {number} t */
function drawFace(c, look, t) {
  const turn = wander(t, 11) * 0.03; // features slide as the head turns
  const smile = wander(t * 1.3, 12);
  const blink = Math.sin(t * 1.9) > 0.97 ? 0.1 : 1;
  if (look.long) ellipse(c, 0, 0.02, 0.27, 0.34, look.hair);
  c.fillStyle = look.cloth; // shoulders
  c.beginPath();
  c.moveTo(-0.42, 0.9);
  c.quadraticCurveTo(-0.42, 0.36, 0, 0.34);
  c.quadraticCurveTo(0.42, 0.36, 0.42, 0.9);
  c.fill();
  c.fillStyle = look.skin;
  c.fillRect(-0.075, 0.2, 0.15, 0.2);
  ellipse(c, 0, 0.39, 0.075, 0.04, look.skin);
  ellipse(c, 0, 0.24, 0.09, 0.04, "rgb(0 0 0 / 0.12)"); // shadow of the chin
  for (const side of [-1, 1]) ellipse(c, side * 0.205, 0.0, 0.035, 0.055, look.skin);
  ellipse(c, 0, 0, 0.2, 0.27, look.skin);
  c.fillStyle = look.hair; // fringe
  c.beginPath();
  c.ellipse(0, -0.07, 0.215, 0.225, 0, Math.PI, 2 * Math.PI);
  c.quadraticCurveTo(0.1, -0.18, -0.06 * look.flip, -0.16);
  c.quadraticCurveTo(-0.16, -0.14, -0.215, -0.07);
  c.fill();
  for (const side of [-1, 1]) {
    const x = side * 0.08 + turn;
    ellipse(c, x, -0.02, 0.036, 0.022 * blink, "#fdfdfb");
    ellipse(c, x + turn * 0.3, -0.02, 0.016, 0.018 * blink, "#2d2320");
    c.fillStyle = look.hair;
    c.save();
    c.translate(x, -0.075 - Math.max(0, smile) * 0.01);
    c.rotate(side * smile * 0.12);
    c.fillRect(-0.042, -0.007, 0.084, 0.014);
    c.restore();
    ellipse(c, side * 0.12 + turn, 0.075, 0.035, 0.022, "rgb(205 70 60 / 0.16)");
  }
  c.lineCap = "round";
  if (look.glasses) {
    c.strokeStyle = "#22252b";
    c.lineWidth = 0.011;
    for (const side of [-1, 1]) c.strokeRect(side * 0.08 + turn - 0.052, -0.055, 0.104, 0.075);
    c.beginPath();
    c.moveTo(turn - 0.028, -0.03);
    c.lineTo(turn + 0.028, -0.03);
    c.stroke();
  }
  c.strokeStyle = "rgb(60 25 10 / 0.4)"; // nose
  c.lineWidth = 0.012;
  c.beginPath();
  c.moveTo(turn * 1.3, 0);
  c.quadraticCurveTo(turn * 1.5 + 0.03, 0.065, turn * 1.3 - 0.008, 0.07);
  c.stroke();
  c.strokeStyle = "#8c3a36"; // mouth
  c.lineWidth = 0.018;
  c.beginPath();
  c.moveTo(turn - 0.07, 0.145 - smile * 0.012);
  c.quadraticCurveTo(turn, 0.145 + smile * 0.05, turn + 0.07, 0.145 - smile * 0.012);
  c.stroke();
}

/** @param {Context} c @param {Looks} look @param {number} t */
function drawCup(c, look, t) {
  c.scale(look.flip, 1);
  ellipse(c, 0, 0.26, 0.26, 0.035, "rgb(0 0 0 / 0.22)");
  c.strokeStyle = look.glaze; // handle
  c.lineWidth = 0.042;
  c.beginPath();
  c.ellipse(0.19, 0.05, 0.095, 0.1, 0, -1.6, 1.7);
  c.stroke();
  c.fillStyle = look.glaze;
  c.beginPath();
  c.moveTo(-0.2, -0.16);
  c.lineTo(-0.165, 0.2);
  c.quadraticCurveTo(0, 0.3, 0.165, 0.2);
  c.lineTo(0.2, -0.16);
  c.fill();
  const shade = c.createLinearGradient(-0.2, 0, 0.2, 0);
  shade.addColorStop(0, "rgb(255 255 255 / 0.3)");
  shade.addColorStop(0.35, "rgb(255 255 255 / 0)");
  shade.addColorStop(1, "rgb(0 0 0 / 0.3)");
  c.fillStyle = shade;
  c.fill();
  ellipse(c, 0, -0.16, 0.2, 0.05, look.glaze);
  ellipse(c, 0, -0.155, 0.18, 0.04, "#4b2a18");
  c.strokeStyle = "rgb(255 255 255 / 0.35)"; // steam
  c.lineWidth = 0.016;
  c.lineCap = "round";
  for (const x of [-0.07, 0.05]) {
    c.beginPath();
    c.moveTo(x, -0.22);
    c.bezierCurveTo(
      x + 0.05 * Math.sin(t * 2),
      -0.28,
      x - 0.05 * Math.sin(t * 2 + 1),
      -0.33,
      x + 0.02,
      -0.39,
    );
    c.stroke();
  }
}

/** @param {Context} c @param {Looks} look @param {number} t */
function drawPlant(c, look, t) {
  ellipse(c, 0, 0.36, 0.2, 0.03, "rgb(0 0 0 / 0.22)");
  for (let i = 0; i < look.leaves; i++) {
    const spread = (i / (look.leaves - 1) - 0.5) * 2.5;
    const long = 0.34 + ((i * 53) % 7) * 0.02;
    c.save();
    c.translate(0, 0.12);
    c.rotate(spread + Math.sin(t * 1.4 + i) * 0.05);
    c.fillStyle = look.green;
    c.beginPath();
    c.moveTo(0, 0);
    c.bezierCurveTo(-0.1, -long * 0.4, -0.07, -long * 0.8, 0, -long);
    c.bezierCurveTo(0.07, -long * 0.8, 0.1, -long * 0.4, 0, 0);
    c.fill();
    c.strokeStyle = "rgb(255 255 255 / 0.28)";
    c.lineWidth = 0.008;
    c.beginPath();
    c.moveTo(0, -0.02);
    c.lineTo(0, -long * 0.92);
    c.stroke();
    c.restore();
  }
  c.fillStyle = look.pot;
  c.beginPath();
  c.moveTo(-0.17, 0.1);
  c.lineTo(-0.125, 0.37);
  c.lineTo(0.125, 0.37);
  c.lineTo(0.17, 0.1);
  c.fill();
  c.fillRect(-0.185, 0.07, 0.37, 0.07);
  c.fillStyle = "rgb(0 0 0 / 0.14)";
  c.fillRect(-0.17, 0.14, 0.34, 0.02);
}

/** @type {HTMLCanvasElement | null} */
let grain = null;

/** Sensor noise: one sheet of grain, laid down somewhere else in every frame. @param {Context} c @param {number} width @param {number} height */
function drawNoise(c, width, height) {
  const side = 128;
  if (!grain) {
    grain = document.createElement("canvas");
    grain.width = grain.height = side;
    const context = /** @type {CanvasRenderingContext2D} */ (grain.getContext("2d"));
    const sheet = context.createImageData(side, side);
    for (let i = 0; i < sheet.data.length; i += 4) {
      sheet.data.fill(Math.random() < 0.5 ? 0 : 255, i, i + 3);
      sheet.data[i + 3] = Math.random() * 24;
    }
    context.putImageData(sheet, 0, 0);
  }
  const pattern = c.createPattern(grain, "repeat");
  if (!pattern) return;
  const [x, y] = [Math.floor(Math.random() * side), Math.floor(Math.random() * side)];
  c.save();
  c.translate(-x, -y);
  c.fillStyle = pattern;
  c.fillRect(x, y, width, height);
  c.restore();
}
