/** What Material's search box lacks: how many pages there are, the way to all of them, an ear for the mouse and for input methods. */

/** @param {HTMLInputElement} box Is in use. @param {URL} root Address of the site. */
export function mendBox(box, root) {
  const result = /** @type {HTMLElement | null} */ (document.querySelector(".md-search-result"));
  if (!result) return;
  const { fkAll = "", fkCount = "", fkMost = "" } = result.dataset; // put there by `search.py`
  const link = document.createElement("a");
  link.className = "fk-all";
  link.target = "_self"; // with `navigation.instant` Material would not show the search page where that is shown already
  link.append(document.createElement("span"));
  link.children[0].textContent = fkAll;
  // Enter leads to the link in the list that is worth most: to this one where there is no result.
  link.children[0].setAttribute("data-md-score", "-1");

  const follow = () => {
    const query = box.value.trim();
    const address = new URL("search/", root);
    address.searchParams.set("q", query);
    link.href = address.href;
    if (!query) link.remove();
    else if (!link.isConnected) result.append(link);
  };
  const count = () => {
    const told = /** @type {HTMLElement | null} */ (result.querySelector("[data-fk-total]"));
    const meta = result.firstElementChild;
    if (!told || !meta) return;
    const total = Number(told.dataset.fkTotal).toLocaleString(document.documentElement.lang);
    const text = ("fkMost" in told.dataset ? fkMost : fkCount).replace("{count}", total);
    if (meta.textContent !== text) meta.textContent = text;
  };
  new MutationObserver(count).observe(result, { childList: true, subtree: true });

  // Material looks when a key is let go: neither a mouse nor all input methods do that.
  for (const name of ["input", "compositionend"])
    box.addEventListener(name, (/** @type {any} */ event) => {
      if (event.isComposing) return;
      box.dispatchEvent(new Event("keyup"));
      follow();
    });
  // Before anything is typed the worker is told that something will be: it sees no focus, and no query that is another
  // for a moment is seen by anybody else.
  const prepare = () => {
    if (box.value) return;
    for (const value of [" ", ""]) {
      box.value = value;
      box.dispatchEvent(new Event("keyup"));
    }
  };
  prepare();
  // Until the worker is there Material keeps no more than the last query, which is that of nothing. Its answer is seen here.
  new MutationObserver((_, observer) => (observer.disconnect(), prepare())).observe(result, {
    childList: true,
    subtree: true,
  });
  box.addEventListener("focus", follow);
  box.form?.addEventListener("reset", () => link.remove());
  follow();
}
