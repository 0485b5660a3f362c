/**
 * Shows the new page when `fumikura serve` has built anew. Only pages that are read at home carry this file: MkDocs'
 * own script for it stands inside the page, where the Content-Security-Policy forbids scripts.
 */

const RETRY_MS = 3000;

/**
 * Waits for a build later than `epoch`, then loads the page again. The server answers when there is one, or after a
 * while with the epoch as it was.
 *
 * @param {number} epoch Milliseconds, as the server counts them; 0 asks for the present one at once.
 * @returns {Promise<void>}
 */
async function watch(epoch) {
  try {
    const answer = await fetch(`/livereload/${epoch}/0`, { cache: "no-store" });
    const built = Number(await answer.text());
    if (epoch > 0 && built > epoch) {
      location.reload();
      return;
    }
    void watch(built);
  } catch {
    // The server is stopped or starting again: ask later.
    setTimeout(() => void watch(epoch), RETRY_MS);
  }
}

void watch(0);
