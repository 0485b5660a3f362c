/** What the list of results says, in Japanese. `words_en.js` has the same keys. */
export const WORDS = {
  annotation: "注釈",
  annotations: "注釈",
  article: "記事",
  articles: "すべての記事",
  authors: "著者",
  broken: "検索の索引を読み込めませんでした",
  browse: "ページを読み込み直すか、一覧からお探しください。",
  languages: "言語",
  note: "メモ",
  notes: "メモ",
  otherForm: "別の語形・表記",
  page: "ページ",
  sites: "サイト",
  tags: "タグ",
};
