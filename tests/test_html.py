"""The HTML report in a real browser: what a reader sees, decides and takes home."""

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from zhquality.findings import Applicability, Edit, Finding, Proposal, Report, apply_edits
from zhquality.output.html import render, render_index


@dataclass(frozen=True)
class Result:
    name: str
    text: str
    report: Report
    cleaned: str


def finding(text, surface, proposals=(), rule="SPN001", confidence=0.9, level=Applicability.UNSAFE, start=None):
    at = text.index(surface) if start is None else start
    offered = tuple(Proposal(words, share) for words, share in proposals)
    return Finding(rule, at, at + len(surface), surface, confidence, "Looks swapped.", "疑似被替换。", level, offered)


def result(text, *findings, name="文章.md"):
    ordered = tuple(sorted(findings, key=lambda f: (f.start, f.end, f.rule)))
    report = Report({"spun": 0.75, "boilerplate": 0.2}, 0.62, ordered)
    return Result(name, text, report, apply_edits(text, report.edits(Applicability.SAFE)))


# A character of two UTF-16 units stands before every finding, so that an offset in the wrong unit shows.
TEXT = "😀𠮷野家用新手艺做饭。\r\n这项手艺发展很快,他们凭据规定操作。\n分享到:微信 微博\n末行没有换行"
RESULT = result(
    TEXT,
    finding(TEXT, "手艺", [("技术", 0.92), ("工艺", 0.05)]),
    finding(TEXT, "凭据", [("根据", 0.6)], confidence=0.45),
    finding(TEXT, "分享到:微信 微博\n", [("", 0.99)], rule="BPL004", confidence=0.99, level=Applicability.SAFE),
    finding(TEXT, "末行", rule="ELI001", confidence=0.3, level=Applicability.DISPLAY),
)


@pytest.fixture
def show(browser, tmp_path):
    """Opens a page from disk; fails the test on any script error, console error or request to a network."""
    contexts, problems = [], []

    def open_page(page_html, path="report.html", **options):
        file = tmp_path / path
        file.write_text(page_html, encoding="utf-8", newline="")
        context = browser.new_context(accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.on("request", lambda asked: problems.append(asked.url) if asked.url.startswith("http") else None)
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def saved(page, selector):
    with page.expect_download() as waiting:
        page.click(selector)
    return Path(waiting.value.path()).read_bytes().decode("utf-8")


def test_safe_findings_start_accepted(show):
    page = show(render([RESULT], "zh"))
    assert page.locator("mark").count() == 4
    assert page.locator("mark.a").all_inner_texts() == ["分享到:微信 微博\n"]
    assert saved(page, "#save") == RESULT.cleaned


def test_accept_reject_and_download_are_exact(show):
    page = show(render([RESULT], "en"))
    page.click("mark >> text=手艺")
    page.click('[data-do="a"]')
    page.click("mark >> text=分享到")
    page.click('[data-do="r"]')
    assert page.locator("ins").all_inner_texts() == ["技术"]
    assert saved(page, "#save") == TEXT.replace("手艺", "技术", 1)
    edits = [Edit(e["start"], e["end"], e["surface"], e["replacement"]) for e in json.loads(saved(page, "#edits"))]
    assert apply_edits(TEXT, edits) == TEXT.replace("手艺", "技术", 1)


def test_another_proposal_can_be_chosen(show):
    page = show(render([RESULT], "en"))
    page.click("mark >> text=手艺")
    page.click("text=工艺 5%")
    assert page.locator("ins", has_text="工艺").count() == 1


def test_keyboard_alone_decides(show):
    page = show(render([RESULT], "en"))
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.textContent") == "手艺"
    assert "Looks swapped." in page.inner_text(".card")
    page.keyboard.press("a")
    page.keyboard.press("n")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.textContent") == "凭据"
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.textContent") == "手艺"
    assert saved(page, "#save") == RESULT.cleaned.replace("手艺", "技术", 1)
    page.keyboard.press("Escape")
    assert not page.locator(".card").is_visible()


def test_charts_show_their_values(show):
    page = show(render([RESULT], "en"))
    fill = "(node, of) => getComputedStyle(node, of).width.replace('px', '') / node.clientWidth"
    bars = page.locator("div.bar i")
    assert [round(bars.nth(i).evaluate(fill, "::before"), 2) for i in range(2)] == [0.75, 0.2]
    painted = bars.nth(0).evaluate("node => getComputedStyle(node, '::before').backgroundColor")
    assert painted == page.eval_on_selector("#save", "node => getComputedStyle(node).backgroundColor")
    assert page.locator("button.bar b").all_inner_texts() == ["1", "1", "2"]
    assert page.get_attribute(".bins", "aria-label").endswith(": 0, 0, 0, 1, 1, 0, 0, 0, 0, 2")


def test_hover_shows_the_evidence(show):
    page = show(render([RESULT], "zh"))
    page.hover("mark >> text=凭据")
    card = page.inner_text(".card")
    assert "疑似被替换" in card
    assert "根据 60%" in card


def test_filters(show):
    page = show(render([RESULT], "en"))
    page.click('[data-rule="BPL004"]')
    assert page.locator("mark").count() == 3
    page.fill("#min", "40")
    assert page.locator("mark").all_inner_texts() == ["手艺", "凭据"]
    page.click("#all-a")
    page.select_option("#status", "open")
    assert page.locator("mark").count() == 0
    assert saved(page, "#save") == RESULT.cleaned.replace("手艺", "技术", 1).replace("凭据", "根据")


def test_accepting_one_of_two_overlapping_findings_frees_the_other(show):
    text = "促举行业的发展"
    page = show(
        render(
            [result(text, finding(text, "促举行业", [("促进行业", 0.9)]), finding(text, "举行", [("进行", 0.5)]))], "en"
        )
    )
    page.click("mark >> text=举行")
    page.click('[data-do="a"]')
    assert saved(page, "#save") == "促进行业的发展"
    page.locator("mark", has_text="促").click(position={"x": 3, "y": 8})
    page.click('[data-do="a"]')
    assert saved(page, "#save") == "促进行业的发展"
    assert page.locator("ins").all_inner_texts() == ["促进行业"]


def test_an_insertion_is_visible(show):
    text = "这是我国大的湖"
    page = show(render([result(text, finding(text, "", [("最", 0.8)], rule="CEN003", start=4))], "en"))
    page.click("mark.zero")
    page.keyboard.press("a")
    assert saved(page, "#save") == "这是我国最大的湖"


HOSTILE = (
    "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    "<!-- <script> {{data}} {{script}} \u2028\u2029\x00 &amp; &lt;b&gt; \ud800 \udc00\ud83d 手艺 \u202e"
)


def test_hostile_text_is_text(show):
    name = "<img src=x onerror=\"document.title='owned'\">\ud800.md"
    hostile = result(HOSTILE, finding(HOSTILE, "手艺", [("<b>技术</b>", 0.9)], rule="</script>"), name=name)
    page = show(render([hostile], "en"))
    assert "<script>document.title" in page.inner_text(".cell:first-child")
    page.click("mark")
    page.keyboard.press("a")
    assert page.locator("ins").all_inner_texts() == ["<b>技术</b>"]
    assert "owned" not in page.evaluate("document.title.replace(/onerror=.*$/, '')")
    assert page.locator("img, .cell script, b b").count() == 0
    # Lone surrogates have no UTF-8; the browser writes U+FFFD for them.
    expected = re.sub("[\ud800-\udfff]", "\ufffd", HOSTILE.replace("手艺", "<b>技术</b>"))
    assert saved(page, "#save") == expected


def test_adjacent_lone_surrogates_do_not_shift_offsets(show):
    text = "\ud83d\ude00手艺" + "x"
    page = show(render([result(text, finding(text, "手艺", [("技术", 0.9)]))], "en"))
    assert page.locator("mark").all_inner_texts() == ["手艺"]
    edit = json.loads((page.click("#all-a"), saved(page, "#edits"))[1])[0]
    assert (edit["start"], edit["end"]) == (2, 4)


def contrast(page, selector):
    """WCAG contrast of the first match's text against the first opaque background behind it."""
    return page.eval_on_selector(
        selector,
        """node => {
          const rgb = s => s.match(/[\\d.]+/g).map(Number);
          const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          let behind = node;
          const clear = s => s === 'transparent' || (rgb(s).length === 4 && rgb(s)[3] < 1) || s.startsWith('color');
          while (behind.parentElement && clear(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
          const [a, b] = [light(rgb(getComputedStyle(node).color)), light(rgb(getComputedStyle(behind).backgroundColor))];
          return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        }""",
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_and_keep_contrast(show, scheme):
    page = show(render([RESULT], "zh"), color_scheme=scheme)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    for selector in (".cell", ".panel h2", ".tools label", "#save", "footer", "button.bar", "ins"):
        assert contrast(page, selector) >= 4.5, selector  # WCAG AA
    page.click("#theme")
    assert page.evaluate("document.documentElement.dataset.theme") != scheme


def test_language_switch_keeps_decisions(show):
    page = show(render([RESULT], "zh"))
    page.click("mark >> text=手艺")
    page.keyboard.press("a")
    assert page.inner_text("#save") == "下载文本"
    page.click("#lang")
    assert page.inner_text("#save") == "Download text"
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("ins", has_text="技术").count() == 1


def test_phone_width(show):
    page = show(render([RESULT], "zh"), viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".cell:visible").count() == page.locator(".cell:first-child").count()
    page.click("mark >> text=手艺")
    box = page.locator(".card").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    page.click(".tabs button:last-child")
    assert page.locator(".cell:first-child:visible").count() == 0


def test_a_megabyte_with_thousands_of_findings(show):
    dice = random.Random(7)
    words = ["手艺", "凭据", "工厂", "天气", "他们", "下午", "讨论", "计划", "😀"]
    lines = ["".join(dice.choices(words, k=30)) + "。" for _ in range(6000)]
    text = "\n".join(lines)
    assert len(text.encode()) > 1_000_000
    spots = [m.start() for m in re.finditer("凭据", text)][:8000]
    findings = [finding(text, "凭据", [("根据", 0.9)], start=at) for at in spots]
    page = show(render([result(text, *findings)], "zh"))
    # Only what is near the window is marked up: the work of a step does not grow with the document.
    assert 0 < page.locator("mark").count() < 1000
    assert page.locator("*").count() < 6000
    assert page.inner_text(".count") == f"– / {len(spots)}"
    page.keyboard.press("p")
    assert page.inner_text(".count") == f"{len(spots)} / {len(spots)}"
    page.keyboard.press("a")
    last = spots[-1]
    assert saved(page, "#save") == text[:last] + "根据" + text[last + 2 :]
    page.click("#all-a")
    assert saved(page, "#save") == text.replace("凭据", "根据", len(spots))


def test_one_long_line_is_shown_whole(show):
    text = "😀" * 100_000
    page = show(render([result(text)], "en"))
    assert page.evaluate("[...document.querySelectorAll('.cell:first-child')].map(n => n.textContent).join('')") == text


def test_many_files_in_one_page(show):
    other = result("手艺", finding("手艺", "手艺", [("技术", 0.9)]), name="b.txt")
    page = show(render([RESULT, other], "en"))
    assert page.locator("tbody tr").count() == 2
    page.click("text=b.txt")
    page.wait_for_selector("mark")
    assert page.inner_text("h1") == "b.txt"
    assert page.locator("mark").count() == 1
    page.go_back()
    page.wait_for_selector("tbody")
    assert page.locator("tbody tr").count() == 2


def test_index_links_to_reports(show):
    page = show(render_index([RESULT, RESULT], ["子 目录/a#b.html", "javascript:alert(1)"], "zh"), "index.html")
    links = [page.locator("tbody a").nth(i).get_attribute("href") for i in range(2)]
    assert links == ["./%E5%AD%90%20%E7%9B%AE%E5%BD%95/a%23b.html", "./javascript%3Aalert%281%29"]


def test_cleaned_text_that_needed_more_passes_is_offered(show):
    page = show(render([Result("a.md", TEXT, RESULT.report, "别的")], "en"))
    assert saved(page, ".note button") == "别的"


def test_nothing_found_and_empty_text(show):
    page = show(render([result("")], "en"))
    assert "Nothing found." in page.inner_text("main")
    assert page.locator(".cell").count() == 2


def test_no_results():
    assert "<!doctype html>" in render([], "en")
