/**
 * On the page of an old address: go to the new one, to the same place in it. `redirects.py` writes that page, which names
 * its new address as canonical.
 */
const link = document.querySelector('link[rel="canonical"]');
if (link instanceof HTMLLinkElement) {
  window.location.replace(link.href + window.location.hash);
}
