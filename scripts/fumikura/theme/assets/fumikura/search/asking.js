/** Questions of a page to a worker of its own, each with its answer. */

/** @typedef {{ resolve: (answer: any) => void, reject: (error: Error) => void }} Asked */

/**
 * @param {URL} engine Address of the engine's script.
 * @returns {(type: "answer" | "results", query: string, options: object) => Promise<any>} Starts the worker when it is
 *   called first. What cannot be answered is an `Error`.
 */
export function asking(engine) {
  /** @type {Map<number, Asked>} */
  const asked = new Map();
  /** @type {Worker | null} */
  let worker = null;
  /** @type {Promise<string | undefined>} */
  let manifest = Promise.resolve(undefined);
  let count = 0;
  const start = () => {
    const started = new Worker(engine);
    // While the script is loaded: the worker would ask for it only then.
    manifest = fetch(new URL("../../search/index.json", engine), { cache: "no-cache" }).then(
      (answer) => (answer.ok ? answer.text() : undefined),
      () => undefined, // the worker asks again, and says what is wrong
    );
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
    const [own, id] = [worker, ++count];
    void manifest.then((text) => own.postMessage({ type, id, query, options, manifest: text }));
    manifest = manifest.then(() => undefined);
    return new Promise((resolve, reject) => asked.set(id, { resolve, reject }));
  };
}
