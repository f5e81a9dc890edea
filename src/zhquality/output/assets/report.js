"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const TEXT = {
  en: {
    quality: "Quality", scores: "Scores", rules: "Findings by rule", conf: "Confidence of findings", none: "Nothing found.",
    original: "Original", result: "Result", next: "Next", prev: "Previous", accept: "Accept", reject: "Reject", undo: "Undecided",
    minconf: "Confidence from", status: "Show", all: "All", open: "Undecided", a: "Accepted", r: "Rejected", acceptAll: "Accept all shown",
    rejectAll: "Reject all shown", save: "Download text", edits: "Download edits", abstain: "No proposal: nothing is certain enough.",
    remove: "(delete)", dark: "Dark", light: "Light", file: "File", findings: "Findings", back: "All files", other: "中文",
    display: "shown only", unsafe: "written when asked", safe: "safe fix", found: "Found", proposals: "Proposals",
    close: "Close", keys: "Keys: N next, P previous, A accept, R reject, U undecided, Esc close.", filter: "Show or hide this rule",
    differs: "Cleaning again after the safe fixes changes more; the download of cleaned text has that.", cleaned: "Download cleaned text",
    made: "Made by zhquality. Nothing leaves this page.",
    s: { spun: "Spun", verbose: "Verbose", paraphrased: "Paraphrased", censored: "Censored", boilerplate: "Boilerplate", obfuscated: "Obfuscated", repeated: "Repeated", elided: "Elided", script: "Script" },
  },
  zh: {
    quality: "质量", scores: "各项评分", rules: "各规则的发现", conf: "置信度分布", none: "没有发现问题。",
    original: "原文", result: "处理后", next: "下一处", prev: "上一处", accept: "采纳", reject: "拒绝", undo: "待定",
    minconf: "置信度不低于", status: "显示", all: "全部", open: "待定", a: "已采纳", r: "已拒绝", acceptAll: "采纳所显示的",
    rejectAll: "拒绝所显示的", save: "下载文本", edits: "下载修改清单", abstain: "没有建议：把握不足。",
    remove: "（删除）", dark: "深色", light: "浅色", file: "文件", findings: "发现", back: "全部文件", other: "English",
    display: "仅供查看", unsafe: "按要求才写入", safe: "安全修改", found: "发现", proposals: "建议",
    close: "关闭", keys: "快捷键：N 下一处，P 上一处，A 采纳，R 拒绝，U 待定，Esc 关闭。", filter: "显示或隐藏此规则",
    differs: "安全修改之后再次清理还会有变化，清理后的文本可另行下载。", cleaned: "下载清理后的文本",
    made: "由 zhquality 生成，内容不会离开本页。",
    s: { spun: "伪原创", verbose: "冗长改写", paraphrased: "机器转述", censored: "打码", boilerplate: "网页杂项", obfuscated: "混淆", repeated: "重复", elided: "缺漏", script: "繁简" },
  },
};
let lang = data.lang, file = null, files = data.files, current = null, watcher = null, hideTimer = 0;
const filter = { off: new Set(), min: 0, status: "" };
const app = document.getElementById("app");
const t = (key) => TEXT[lang][key];
const percent = (x) => Math.round(x * 100) + "%";
const family = (rule) => `var(--${/^(SPN|CEN|BPL|OBF|PAR|DUP|ELI|SCR)/.exec(rule)?.[0] || "soft"})`;

function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) { if (value) node.style.setProperty(key, value); }
    else if (value !== undefined && value !== false) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}
const button = (label, onclick, props = {}) => h("button", { type: "button", onclick, ...props }, label);
/* Characters that show nothing are named. */
const visible = (s) => s.replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, (c) => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
const brief = (s) => (s.length > 160 ? [...s.slice(0, 160)].slice(0, -1).join("") + "…" : s);

function prepare(f) {
  if (f.marks || f.text === undefined) return;
  f.marks = f.findings.map(([rule, cs, ce, s, e, conf, en, zh, level, proposals, taken], id) =>
    ({ id, rule, cs, ce, s, e, conf, en, zh, level, proposals, state: taken ? "a" : "", pick: 0, first: 0, last: 0 }));
  f.chunks = cut(f.text);
  let low = 0;
  for (const m of f.marks) {
    while (low < f.chunks.length - 1 && f.chunks[low].end <= m.s) low++;
    m.first = low;
    for (m.last = low; ; m.last++) {
      f.chunks[m.last].marks.push(m);
      if (m.last === f.chunks.length - 1 || f.chunks[m.last].end >= m.e) break;
    }
  }
}
/* Whole lines of a comfortable size; a line beyond 4,000 units is cut after a full stop, never inside a character. */
function cut(text) {
  const target = text.length > 200000 ? 1200 : 160, chunks = [];
  for (let at = 0; at < text.length || !chunks.length; ) {
    const piece = text.slice(at, at + 4000);
    let size = piece.indexOf("\n", target) + 1;
    if (!size && at + 4000 < text.length) {
      size = Math.max(piece.lastIndexOf("\n"), piece.lastIndexOf("。")) + 1 || 4000;
      if (/[\ud800-\udbff]/.test(text[at + size - 1])) size--;
    }
    const end = size ? at + size : text.length;
    chunks.push({ at, end, marks: [], row: null, near: false });
    at = end;
    if (!text.length) break;
  }
  return chunks;
}
const shown = (m) => !filter.off.has(m.rule) && m.conf >= filter.min && (!filter.status || (filter.status === "open" ? !m.state : m.state === filter.status));

function result(f) {
  const parts = [];
  let at = 0;
  for (const m of f.marks) {
    if (m.state !== "a" || !m.proposals.length) continue;
    parts.push(f.text.slice(at, m.s), m.proposals[m.pick][0]);
    at = m.e;
  }
  return parts.join("") + f.text.slice(at);
}
const overlap = (a, b) => a.s < Math.max(b.e, b.s + 1) && b.s < Math.max(a.e, a.s + 1);
function decide(m, state, pick = m.pick) {
  const touched = new Set();
  const touch = (x) => { for (let i = x.first; i <= x.last; i++) touched.add(file.chunks[i]); };
  if (state === "a") {
    if (!m.proposals.length) return;
    for (let i = m.first; i <= m.last; i++)
      for (const o of file.chunks[i].marks) if (o !== m && o.state === "a" && overlap(o, m)) { o.state = ""; touch(o); }
  }
  m.state = state;
  m.pick = pick;
  touch(m);
  touched.forEach(draw);
}
function draw(chunk) {
  if (!chunk.row) return;
  const [left, right] = chunk.row.children;
  if (!chunk.near) { left.textContent = file.text.slice(chunk.at, chunk.end); right.replaceChildren(after(chunk, true)); return; }
  const held = left.contains(document.activeElement) ? document.activeElement.dataset.f : null;
  left.replaceChildren(before(chunk));
  right.replaceChildren(after(chunk, false));
  if (held !== null) left.querySelector(`[data-f="${held}"]`)?.focus({ preventScroll: true });
}
function mark(m, text) {
  const kind = [m.state, m === current && "now", m.s === m.e && "zero"].filter(Boolean).join(" ");
  const label = `${m.rule} ${percent(m.conf)} ${brief(visible(text))} ${m.proposals.length ? "→ " + (brief(m.proposals[m.pick][0]) || t("remove")) : ""} ${m.state ? t(m.state) : t("open")}`;
  return h("mark", { class: kind, "data-f": m.id, tabindex: m === (current || file.marks.find(shown)) ? 0 : -1, role: "button", "aria-label": label, "--c": family(m.rule) }, text);
}
/* Overlapping findings: the shortest one is on top. */
function before(chunk) {
  const out = document.createDocumentFragment(), marks = chunk.marks.filter(shown), points = new Set([chunk.at, chunk.end]);
  const zero = new Map();
  for (const m of marks) {
    if (m.s === m.e) { zero.set(m.s, [...(zero.get(m.s) || []), m]); points.add(m.s); }
    else { points.add(Math.max(m.s, chunk.at)); points.add(Math.min(m.e, chunk.end)); }
  }
  const sorted = [...points].sort((a, b) => a - b);
  let last = null, next = 0, open = [];
  const byStart = marks.filter((m) => m.s < m.e);
  sorted.forEach((a, i) => {
    for (const m of zero.get(a) || []) out.append(mark(m, ""));
    const b = sorted[i + 1];
    if (b === undefined) return;
    while (next < byStart.length && byStart[next].s <= a) open.push(byStart[next++]);
    open = open.filter((m) => m.e > a);
    const top = open.reduce((x, m) => (!x || m.e - m.s < x.e - x.s ? m : x), null);
    const text = file.text.slice(a, b);
    if (!top) out.append(text);
    else if (last && last.dataset.f === String(top.id) && out.lastChild === last) last.append(text);
    else out.append((last = mark(top, text)));
  });
  return out;
}
function after(chunk, plain) {
  const out = document.createDocumentFragment();
  let at = chunk.at;
  for (const m of chunk.marks) {
    if (m.state !== "a" || !m.proposals.length) continue;
    const starts = m.s >= chunk.at && (m.s < chunk.end || m.first === file.chunks.indexOf(chunk));
    if (m.s > at) out.append(file.text.slice(at, m.s));
    if (starts) out.append(plain ? m.proposals[m.pick][0] : h("ins", { "data-f": m.id, class: m === current ? "now" : "" }, m.proposals[m.pick][0]));
    at = Math.max(at, Math.min(m.e, chunk.end));
  }
  out.append(file.text.slice(at, chunk.end));
  return out;
}

function download(name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type: type + ";charset=utf-8" }));
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
const base = () => file.name.split(/[\\/]/).pop() || "text";
const stem = () => base().replace(/\.[^.]*$/, "") || base();
const edits = () => file.marks.filter((m) => m.state === "a" && m.proposals.length)
  .map((m) => ({ start: m.cs, end: m.ce, surface: file.text.slice(m.s, m.e), replacement: m.proposals[m.pick][0], rule: m.rule }));

const card = h("div", { class: "card", role: "group", hidden: "", onmouseenter: () => clearTimeout(hideTimer), onmouseleave: () => leave() });
function showCard(m, node) {
  clearTimeout(hideTimer);
  const rule = data.rules[m.rule], pickable = m.proposals.map(([text, conf], i) =>
    button(`${brief(visible(text)) || t("remove")} ${percent(conf)}`, () => act(m, "a", i), { "aria-pressed": String(m.state === "a" && m.pick === i) }));
  card.replaceChildren(
    button("×", () => (card.hidden = true), { class: "close", "aria-label": t("close") }),
    h("h3", {}, m.rule + " ", h("small", {}, `${rule ? rule[0] : ""} · ${percent(m.conf)} · ${t(["display", "unsafe", "safe"][m.level])}`)),
    h("p", {}, `${t("found")}: `, h("bdi", {}, brief(visible(m.s === m.e ? "‸" : file.text.slice(m.s, m.e))))),
    h("p", {}, lang === "zh" ? m.zh : m.en),
    rule ? h("p", { class: "why" }, rule[lang === "zh" ? 2 : 1]) : "",
    m.proposals.length ? h("div", { class: "row2", role: "group", "aria-label": t("proposals") }, ...pickable) : h("p", { class: "why" }, t("abstain")),
    h("div", { class: "row2" },
      button(t("accept"), () => act(m, "a"), { "data-do": "a", "aria-pressed": String(m.state === "a"), ...(m.proposals.length ? {} : { disabled: "" }) }),
      button(t("reject"), () => act(m, "r"), { class: "no", "data-do": "r", "aria-pressed": String(m.state === "r") }),
      button(t("undo"), () => act(m, ""), { "data-do": "u", "aria-pressed": String(m.state === "") })));
  card.style.setProperty("--c", family(m.rule));
  card.hidden = false;
  const box = node.getClientRects()[0] || node.getBoundingClientRect(), wide = card.offsetWidth, high = card.offsetHeight;
  place(node);
}
/* Under the mark; else above it; else beside it, so that the tools above stay in reach. */
function place(node) {
  const box = node.getClientRects()[0] || node.getBoundingClientRect(), wide = card.offsetWidth, high = card.offsetHeight;
  const width = document.documentElement.clientWidth, ceiling = Math.max(0, app.querySelector(".tools").getBoundingClientRect().bottom);
  const below = box.bottom + high + 10 < innerHeight, above = box.top - high - 6 > ceiling;
  const side = box.right + wide + 16 < width ? box.right + 8 : box.left - wide - 8;
  card.style.left = Math.max(8, Math.min(below || above ? box.left : side, width - wide - 8)) + "px";
  card.style.top = (below ? box.bottom + 6 : above ? box.top - high - 6 : innerHeight - high - 8) + "px";
}
const leave = () => { hideTimer = setTimeout(() => { if (!card.contains(document.activeElement) && document.activeElement?.dataset.f === undefined) card.hidden = true; }, 250); };
function act(m, state, pick) {
  const used = document.activeElement?.dataset.do;
  decide(m, state, pick);
  count();
  const node = app.querySelector(`mark[data-f="${m.id}"]`);
  if (!node) { card.hidden = true; return; }
  showCard(m, node);
  if (used) card.querySelector(`[data-do="${used}"]`).focus();
}
function select(m) {
  const old = current;
  current = m;
  for (const x of [old, m]) if (x) for (let i = x.first; i <= x.last; i++) draw(file.chunks[i]);
}
function go(step) {
  const list = file.marks.filter(shown);
  if (!list.length) return;
  const at = current ? list.findIndex((m) => m.id >= current.id) : -1;
  const here = at >= 0 && list[at] === current;
  let to = step > 0 ? (here ? at + 1 : Math.max(at, 0)) : at < 0 ? list.length - 1 : at - 1;
  to = (to + list.length) % list.length;
  const m = list[to], chunk = file.chunks[m.first];
  app.querySelector(".doc").dataset.side = "0";
  chunk.near = true;
  select(m);
  count();
  chunk.row.scrollIntoView({ block: "nearest" });
  const node = chunk.row.querySelector(`mark[data-f="${m.id}"]`);
  if (!node) return; /* lies wholly under shorter findings */
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
  requestAnimationFrame(() => showCard(m, chunk.row.querySelector(`mark[data-f="${m.id}"]`) || node));
}
function count() {
  const list = file.marks.filter(shown);
  const at = current ? list.indexOf(current) + 1 : 0;
  const node = app.querySelector(".count");
  if (node) node.textContent = `${at || "–"} / ${list.length}`;
}
function refilter() {
  card.hidden = true;
  file.chunks.forEach((c) => c.near && draw(c));
  count();
}
function bulk(state) {
  for (const m of file.marks.filter(shown).sort((x, y) => y.conf - x.conf)) {
    if (state !== "a") m.state = state;
    else if (m.proposals.length && m.state !== "a") {
      let free = true;
      for (let i = m.first; free && i <= m.last; i++) free = !file.chunks[i].marks.some((o) => o !== m && o.state === "a" && overlap(o, m));
      if (free) m.state = "a";
    }
  }
  file.chunks.forEach(draw);
  refilter();
}

const bar = (label, value, width, color) => [h("span", {}, label), h("i", { "--w": width, "--c": color }), h("b", {}, value)];
function charts(f) {
  const most = Math.max(1, ...Object.values(f.counts)), bins = Array(10).fill(0);
  f.marks.forEach((m) => bins[Math.min(9, Math.floor(m.conf * 10))]++);
  const tallest = Math.max(1, ...bins);
  return h("section", { class: "summary" },
    h("div", { class: "panel" }, h("h2", {}, t("quality")), h("div", { class: "quality" }, percent(f.quality)),
      ...Object.entries(f.scores).map(([name, v]) => h("div", { class: "bar" }, ...bar(t("s")[name] || name, percent(v), percent(v))))),
    h("div", { class: "panel" }, h("h2", {}, `${t("rules")} · ${f.marks.length}`), f.marks.length ? h("div", { class: "scroll" },
      ...Object.entries(f.counts).map(([rule, n]) => h("button", { type: "button", class: "bar", "data-rule": rule, title: t("filter") + (data.rules[rule] ? ": " + data.rules[rule][0] : ""), "aria-pressed": String(!filter.off.has(rule)),
        onclick: (event) => { filter.off.has(rule) ? filter.off.delete(rule) : filter.off.add(rule); event.currentTarget.setAttribute("aria-pressed", String(!filter.off.has(rule))); refilter(); } },
      ...bar(rule, String(n), percent(n / most), family(rule))))) : t("none")),
    h("div", { class: "panel" }, h("h2", {}, t("conf")), h("div", { class: "bins", role: "img", "aria-label": `${t("conf")}: ${bins.join(", ")}` },
      ...bins.map((n, i) => h("i", { title: `${i * 10}–${i * 10 + 10}%: ${n}`, "--w": percent(n / tallest) }))), h("div", { class: "axis" }, h("span", {}, "0%"), h("span", {}, "50%"), h("span", {}, "100%"))));
}
function tools() {
  const output = h("output", {}, percent(filter.min));
  const choices = [["", "all"], ["open", "open"], ["a", "a"], ["r", "r"]];
  return h("div", { class: "tools" },
    button(t("prev"), () => go(-1)), h("span", { class: "count", "aria-live": "polite" }), button(t("next"), () => go(1)),
    h("label", {}, t("minconf"), h("input", { type: "range", min: 0, max: 100, value: filter.min * 100, id: "min", oninput: (e) => { filter.min = e.target.value / 100; output.textContent = percent(filter.min); refilter(); } }), output),
    h("label", {}, t("status"), h("select", { id: "status", onchange: (e) => { filter.status = e.target.value; refilter(); } },
      ...choices.map(([value, key]) => h("option", { value, ...(filter.status === value ? { selected: "" } : {}) }, t(key))))),
    h("span", { class: "grow" }),
    button(t("acceptAll"), () => bulk("a"), { id: "all-a" }), button(t("rejectAll"), () => bulk("r"), { id: "all-r" }),
    button(t("edits"), () => download(stem() + ".edits.json", JSON.stringify(edits(), null, 2), "application/json"), { id: "edits" }),
    button(t("save"), () => download(base(), result(file), "text/plain"), { id: "save", class: "main" }));
}
function showFile() {
  const doc = h("div", { class: "doc", "data-side": 0, onclick: (e) => point(e, true), onmouseover: (e) => point(e, false), onmouseout: leave, onfocusin: (e) => point(e, false) });
  watcher = new IntersectionObserver((seen) => seen.forEach(({ target, isIntersecting }) => {
    const chunk = file.chunks[target.dataset.i];
    if (isIntersecting && !chunk.near) { chunk.near = true; draw(chunk); }
  }), { rootMargin: "600px" });
  doc.append(...file.chunks.map((chunk, i) => { chunk.near = i < 4; chunk.row = h("div", { class: "row", "data-i": i }, h("div", { class: "cell", lang: "zh" }), h("div", { class: "cell", lang: "zh" })); draw(chunk); return chunk.row; }));
  file.chunks.forEach((chunk) => watcher.observe(chunk.row));
  const side = (n) => button(t(n ? "result" : "original"), (e) => { doc.dataset.side = n; card.hidden = true; [...e.target.parentNode.children].forEach((b, i) => b.setAttribute("aria-pressed", String(i === n))); }, { "aria-pressed": String(n === 0) });
  return [charts(file), tools(), h("div", { class: "tabs" }, side(0), side(1)),
    ...(file.cleaned === null ? [] : [h("p", { class: "note" }, t("differs") + " ", button(t("cleaned"), () => download(stem() + ".cleaned.txt", file.cleaned, "text/plain")))]),
    h("div", { class: "heads" }, h("span", {}, t("original")), h("span", {}, t("result"))), doc];
}
function point(event, pin) {
  const node = event.target.closest?.("mark");
  if (!node) return;
  const m = file.marks[node.dataset.f];
  if (pin && m !== current) { select(m); count(); }
  const live = node.isConnected ? node : app.querySelector(`mark[data-f="${m.id}"]`);
  if (pin) live.focus({ preventScroll: true });
  showCard(m, live);
}
function showIndex() {
  const total = (f) => Object.values(f.counts).reduce((a, b) => a + b, 0);
  const rows = files.map((f, i) => h("tr", {}, h("td", {}, h("a", { href: f.href || "#" + i }, visible(f.name))), h("td", { class: "n" }, percent(f.quality)), h("td", { class: "n" }, String(total(f))),
    h("td", {}, Object.keys(f.counts).slice(0, 8).join(" "))));
  return [h("div", { class: "panel wrap" }, h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, t("file")), h("th", { class: "n" }, t("quality")), h("th", { class: "n" }, t("findings")), h("th", {}, t("rules")))), h("tbody", {}, ...rows)))];
}
function show() {
  watcher?.disconnect();
  card.hidden = true;
  const chosen = files.length === 1 && !files[0].href ? files[0] : files[/^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : -1];
  const fresh = chosen && !chosen.href ? chosen : null;
  if (fresh !== file) { current = null; filter.off.clear(); filter.min = 0; filter.status = ""; }
  file = fresh;
  if (file) prepare(file);
  document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
  const root = document.documentElement, dark = root.dataset.theme === "dark";
  const head = h("header", {}, h("h1", {}, file ? visible(file.name) : "zhquality"),
    ...(file && files.length > 1 ? [h("a", { href: "#" }, t("back"))] : []),
    button(t(dark ? "light" : "dark"), () => { root.dataset.theme = dark ? "light" : "dark"; show(); document.getElementById("theme").focus(); }, { id: "theme" }),
    button(t("other"), () => { lang = lang === "zh" ? "en" : "zh"; show(); document.getElementById("lang").focus(); }, { id: "lang" }));
  app.replaceChildren(head, h("main", {}, ...(file ? showFile() : showIndex())), h("footer", {}, t("made"), " ", file ? t("keys") : ""), card);
  if (file) count();
}
document.addEventListener("keydown", (event) => {
  if (!file || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select")) return;
  const key = event.key.toLowerCase(), m = current;
  if (key === "escape") { const inside = card.contains(document.activeElement); card.hidden = true; if (inside && m) app.querySelector(`mark[data-f="${m.id}"]`)?.focus(); }
  else if (key === "n" || key === "j") go(1);
  else if (key === "p" || key === "k") go(-1);
  else if (m && key === "a") act(m, "a");
  else if (m && key === "r") act(m, "r");
  else if (m && key === "u") act(m, "");
  else if (event.target.matches?.("mark") && (key === "enter" || key === " ")) { point({ target: event.target }, true); card.querySelector("button:not(:disabled)")?.focus(); }
  else return;
  event.preventDefault();
});
addEventListener("scroll", () => { if (!card.hidden && !card.contains(document.activeElement)) { const node = current && app.querySelector(`mark[data-f="${current.id}"]`); node && node === document.activeElement ? showCard(current, node) : (card.hidden = true); } }, { passive: true });
addEventListener("pointerdown", (event) => { if (!card.contains(event.target) && !event.target.closest?.("mark")) card.hidden = true; });
addEventListener("hashchange", show);
addEventListener("beforeprint", () => file?.chunks.forEach((c) => { c.near = true; draw(c); }));
document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
show();
