// Reads {"lunr": path, "texts": [...], "questions": [...], "depth": n} and writes
// {"build": s, "found": [[places]], "seconds": [s]}. Any word of a question counts;
// its characters mean nothing else.
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
const lunr = require(given.lunr);
const now = () => Number(process.hrtime.bigint()) / 1e9;

const begun = now();
const index = lunr(function () {
  this.ref("at");
  this.field("text");
  given.texts.forEach((text, at) => this.add({ at, text }));
});
const build = now() - begun;

const found = [];
const seconds = [];
for (const question of given.questions) {
  const started = now();
  const hits = index.query((query) => query.term(lunr.tokenizer(question)));
  const best = hits.slice(0, given.depth).map((hit) => Number(hit.ref));
  seconds.push(now() - started);
  found.push(best);
}
process.stdout.write(JSON.stringify({ build, found, seconds }));
