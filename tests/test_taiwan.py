"""Words of Taiwan: pages written there are not taken for spun ones, whichever script they are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhquality import Checker
from zhquality.config import Config
from zhquality.data import lexicon_folder
from zhquality.errors import DataError
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.taiwan import load_taiwan
from zhquality.model.normal import normalise
from zhquality.model.page import PageEvidence
from zhquality.model.spun import SpunModel
from zhquality.resources import Resources

PAGE = """本篇文章會介紹如何在自己的電腦上建立一個簡單的網站。首先請確認作業系統已經安裝好所需的軟體，並且能夠透過命令提示字元執行指令。
安裝完成之後，在專案的根目錄下建立一個資料夾，用來儲存所有的設定檔。使用者可以依照自己的需求變更預設值，例如伺服器的連接埠、資料庫的帳號以及記錄檔的儲存位置。
接著撰寫第一支程式。底下的範例會呼叫一個函式，這個函式會讀取檔案的內容，並將資訊轉換成物件之後回傳。若是檔案不存在，程式會顯示錯誤訊息，讓使用者知道是哪個欄位出了問題。
當使用者透過瀏覽器開啟網頁時，伺服器會依據網址載入對應的模組，再將資料傳送給前端的元件。為了提升效能，我們可以把查詢的結果存放在快取當中，如此一來就不需要每次都重新連線到資料庫。
最後，別忘了定期備份資料。若在操作過程中遇到任何狀況，可以參考官方網站的文件，或是到社群裡搜尋相關的討論。"""
SPUN = """年夜模子手艺正在转变各行各业的生长体例。伺服器厂商暗示，硬体的机能晋升让产物的体验越发流利，但照样有很多题目必要办理。
企业若何操纵好这项手艺，首要看可否找到合适的场景。专家以为，将来几年会泛起更多的立异产物，市场的合作也将越发剧烈。
与此同时，羁系部分也在研讨新的法则，以掩护用户的权益。很多公司已经最先结构，希望可以或许在新一轮的成长中占得先机。"""


def page_of(model: SpunModel, text: str) -> PageEvidence:
    page = model.page(model.read(normalise(text).text))
    assert page is not None
    return page


@pytest.mark.parametrize("text", [PAGE, simplify(PAGE)])
def test_a_taiwanese_page_is_clean_only_because_its_words_are_known(text: str) -> None:
    with_words = Resources(Config()).spun
    without = SpunModel(with_words.model, with_words.statistics)
    assert page_of(without, text).probability > 0.9
    assert page_of(with_words, text).probability < 0.05
    assert not [f for f in Checker().check(text).findings if f.rule.startswith("SPN")]


def test_a_spun_page_with_two_words_of_taiwan_is_still_found() -> None:
    report = Checker().check(SPUN)
    assert report.scores["spun"] > 0.9
    restored = {f.surface: f.proposals[0].text for f in report.findings if f.rule.startswith("SPN")}
    assert restored.get("手艺") == "技术"
    assert restored.get("产物") == "产品"


def test_the_rows_of_a_user_count_on_taiwanese_pages_too(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("使用者\t用户\n", encoding="utf-8")
    model = Resources(Config(extend_lexicons=(str(own),))).spun
    number = {word: i for i, word in enumerate(model.statistics.words)}
    text = normalise(PAGE).text
    assert number["使用者"] in model.read(text).words
    assert number["资料"] not in model.read(text).words


def test_marks_are_in_no_dictionary_of_spun_words() -> None:
    statistics = Resources(Config()).spun.statistics
    assert not {word.text for word in load_taiwan(lexicon_folder() / "taiwan.tsv") if word.mark} & set(statistics.words)


def test_the_list_is_simplified() -> None:
    words = load_taiwan(lexicon_folder() / "taiwan.tsv")
    assert len(words) > 300
    assert [word.text for word in words if simplify(word.text) != word.text] == []


@pytest.mark.parametrize(
    ("rows", "line"),
    [("介面\tmark\n元件\tmany\n", 2), ("元件\t108\n介面\tmark\n", 2), ("# words\nabc\t3\n", 2), ("元件\t0\n", 1)],
)
def test_a_wrong_row_is_reported_by_file_and_line(tmp_path: Path, rows: str, line: int) -> None:
    path = tmp_path / "taiwan.tsv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(DataError, match=rf"taiwan\.tsv:{line}: "):
        load_taiwan(path)
