// @ts-check

/**
 * What would keep another device from working with the page at this address. "this-device": only the computer itself knows it;
 * "no-camera": the browser there gives the page no camera.
 * @param {URL} address
 * @returns {"this-device" | "no-camera" | null}
 */
export function obstacleAt({ protocol, hostname }) {
  if (/^(.*\.)?localhost$|^127\.|^\[::1\]$|^0\.0\.0\.0$/.test(hostname)) return "this-device";
  return protocol === "https:" ? null : "no-camera";
}
