/** What the list of results says, in English. `words_ja.js` has the same keys. */
export const WORDS = {
  annotation: "Annotation",
  annotations: "Annotations",
  article: "Article",
  articles: "All articles",
  authors: "Authors",
  broken: "The search index could not be read",
  browse: "Load the page again, or look through the lists:",
  languages: "Languages",
  note: "Note",
  notes: "Notes",
  otherForm: "in another form",
  page: "Page",
  sites: "Sites",
  tags: "Tags",
};
