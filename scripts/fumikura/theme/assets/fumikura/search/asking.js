/** Questions of a page to a worker of its own, each with its answer. */

/** @typedef {{ resolve: (answer: any) => void, reject: (error: Error) => void }} Asked */

/**
 * @param {string | URL} script Address of the worker's script.
 * @returns {(type: "answer" | "results", query: string, options: object) => Promise<any>} Starts the worker when it is
 *   called first. What cannot be answered is an `Error`.
 */
export function asking(script) {
  /** @type {Map<number, Asked>} */
  const asked = new Map();
  /** @type {Worker | null} */
  let worker = null;
  let count = 0;
  const start = () => {
    const started = new Worker(script);
    started.addEventListener("message", ({ data: { id, answer, error } }) => {
      const { resolve, reject } = /** @type {Asked} */ (asked.get(id));
      asked.delete(id);
      if (error === undefined) resolve(answer);
      else reject(new Error(error));
    });
    started.addEventListener("error", () => {
      worker = null;
      for (const { reject } of asked.values()) reject(new Error("the search cannot be loaded"));
      asked.clear();
    });
    return started;
  };
  return (type, query, options) => {
    worker ??= start();
    const id = ++count;
    worker.postMessage({ type, id, query, options });
    return new Promise((resolve, reject) => asked.set(id, { resolve, reject }));
  };
}
