// @ts-check
/** A short tone for each class. */

/** Hz: the c that is easy to hear also from the loudspeaker of a phone. */
const LOWEST = 523.25;
/** Semitones above it: any two of a pentatonic scale sound well together, and are easily told apart. */
const STEPS = [0, 4, 7, 12, 2, 9, 14, 16];
const LOUDNESS = 0.2;
/** Seconds; a tone that begins or ends at once clicks. */
const [RISE, LENGTH] = [0.01, 0.25];

/** @type {AudioContext | undefined} */
let context;

/** @param {number} place  of the class among those that answer */
export function playTone(place) {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  void context.resume(); // until the page has been touched, browsers keep it silent
  const begin = context.currentTime;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = LOWEST * 2 ** (STEPS[place % STEPS.length] / 12);
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(LOUDNESS, begin + RISE);
  volume.gain.linearRampToValueAtTime(0, begin + LENGTH);
  tone.connect(volume).connect(context.destination);
  tone.start(begin);
  tone.stop(begin + LENGTH);
}
