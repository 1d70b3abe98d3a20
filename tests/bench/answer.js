// @ts-check
/// <reference lib="webworker" />
/** The worker's end of client.js. */

/**
 * Answers each request with what the command of its name gives, or says why not.
 * @param {Record<string, (request: any) => unknown>} commands
 */
export function answerTo(commands) {
  self.onmessage = async ({ data: { command, ...request } }) => {
    try {
      postMessage({ answer: await commands[command](request) });
    } catch (error) {
      postMessage({
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
    }
  };
}
