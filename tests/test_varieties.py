"""Words of Taiwan, Hong Kong, scripture, old novels, chronicles and of Mao's time: pages written so are not taken for spun ones, whichever script they are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhquality import Checker
from zhquality.config import Config
from zhquality.data import lexicon_folder
from zhquality.errors import DataError
from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.variety import MARK, load_varieties, load_variety
from zhquality.model.normal import normalise
from zhquality.model.page import PageEvidence
from zhquality.model.spun import SpunModel
from zhquality.model.varieties import script_points
from zhquality.resources import Resources

PAGE = """本篇文章會介紹如何在自己的電腦上建立一個簡單的網站。首先請確認作業系統已經安裝好所需的軟體，並且能夠透過命令提示字元執行指令。
安裝完成之後，在專案的根目錄下建立一個資料夾，用來儲存所有的設定檔。使用者可以依照自己的需求變更預設值，例如伺服器的連接埠、資料庫的帳號以及記錄檔的儲存位置。
接著撰寫第一支程式。底下的範例會呼叫一個函式，這個函式會讀取檔案的內容，並將資訊轉換成物件之後回傳。若是檔案不存在，程式會顯示錯誤訊息，讓使用者知道是哪個欄位出了問題。
當使用者透過瀏覽器開啟網頁時，伺服器會依據網址載入對應的模組，再將資料傳送給前端的元件。為了提升效能，我們可以把查詢的結果存放在快取當中，如此一來就不需要每次都重新連線到資料庫。
最後，別忘了定期備份資料。若在操作過程中遇到任何狀況，可以參考官方網站的文件，或是到社群裡搜尋相關的討論。"""
SPUN = """年夜模子手艺正在转变各行各业的生长体例。伺服器厂商暗示，硬体的机能晋升让产物的体验越发流利，但照样有很多题目必要办理。
企业若何操纵好这项手艺，首要看可否找到合适的场景。专家以为，将来几年会泛起更多的立异产物，市场的合作也将越发剧烈。
与此同时，羁系部分也在研讨新的法则，以掩护用户的权益。很多公司已经最先结构，希望可以或许在新一轮的成长中占得先机。"""


HONG_KONG = """警方表示，翌日將會於附近一帶繼續搜證，現時未能確定涉案人士有否離開本港。裁判官今日聽取控辯雙方的陳詞後，將案件押後至下月聆訊，期間五名被告須還柙候審。
控方指，當日有市民目擊多名人士在屋苑外逗留，並向警員投擲物品，其後再衝擊防線，部份人更叫囂及辱骂保安人員。辯方質疑警員的口供，指片段未能顯示被告有份參與，亦沒有證供顯示各人曾經商討。
有律師接受傳媒查詢時回應指，法例容許當局在有需要時採取行動，惟會否提出檢控須視乎證據。他亦提到，不少年青人對現況感到憂慮，社會應正視他們的訴求，而非一味指控他們干犯刑責。
校方發聲明，重申一直關注學生的安危，已即時致電家屬了解，並會派出職員到場協助。有團體則發起簽名運動，要求校方交代事件，至今已收到逾千個聯署。"""
NOVEL = """那少年听得背后脚步声响，倏地转身，长剑横在身前，喝道：“是谁？”只见一个老者缓缓走出，颔首道：“你这孩儿的武功，倒是得了你师父的真传，只是招数太过狠辣。”
那少年沉吟半晌，说道：“前辈既然识得家师，为何要暗中窥伺？晚辈今日有要事在身，恕不奉陪。”说罢，身形一晃，便要离去。老者冷笑一声，双目精光闪动，叫道：“想走只怕没这般容易！”
他话犹未了，左手已向那少年肩头抓到。那少年大吃一惊，登时向后跃开数步，兀自觉得肩上隐隐作痛，暗想：“此人功夫如此了得，若是动起手来，我决计不是他敌手。”当即抱拳道：“老人家有何吩咐，不妨直说。”
老者见他神色恭谨，怒气稍平，笑道：“你倒也识得好歹。我问你，令师的那柄宝剑，如今落在何人手中？”那少年忙道：“晚辈委实不知。家师临终之时，只说此事干系甚大，叫我切莫向旁人提起。”
老者听得此话，不禁长叹一声，寻思：“这般说来，那些人果然早已下手了。”他当下不再多言，转身出了庄门，霎时间便不见了踪影。"""

CHRONICLE = """三年正月，皇帝下诏擢升王彦为幽州刺史，署理边境各州的兵马总管。王彦依仗自己的威望，号令严明，修筑城池，聚积粮草，抚恤流民，属下的将士没有人敢干犯法令。
当时旧例废弛，官吏琐细的过失都要查究，百姓苦于征调。王彦申述利害，乞求依例减免，皇上听从了他的进言，又嘉奖他清廉宽厚，赐给他宅第一所，并让他兼任太尉。
这年秋天，贼寇侵扰北边，攻陷郡县，劫掠人口，各地告急的文告接连不断。王彦偕同诸将率兵据守要道，列阵以待，在河边打败敌军，斩首数千级，余众溃散。他又亲自慰劳将士，安抚归降的人，境内得以平定。
不久，朝中有人图谋离间，托言他窥伺帝位，暴虐不法。皇帝得悉后，召还王彦，把他抄没治罪。王彦素来德行高洁，听说此事，推辞官职，闭门不出，终日饮酒赋诗，与僧人往来。
过了数年，敌人又来攻打，将领们都畏惧不前。大臣举荐王彦，说他膂力过人，通晓兵法，众人敬慕，可以任用。皇帝垂问再三，于是派遣使者征召他，命他统率各军戍守边地。王彦到任后不久去世，追赠司徒，谥号忠武。"""

SCRIPTURE = """那時，先知奉耶和華的話對眾人說：你們應當敬畏神，曉得他的律法，為甚麼心裡懼怕、彼此抵擋呢？惟有愛慕誡命的，必然蒙憐憫；離棄約的，要擔當自己的罪孽。
以色列人的列祖住在曠野的時候，神預備糧食賜給他們，又應許將那地賜給他們的後嗣。他們的仇敵起來攻打，神就搭救他們脫離患難，因為他的慈愛存到世世代代。
你們是神的子民，就當彼此勸戒，不可欺壓孤兒，也不可羞辱貧窮的弟兄。各人要數算自己的日子，日頭西沉，就當止息惱怒；要喜悅行善，厭惡惡事，好使你們的名聲傳揚在列國。
因著信，我們的祖先離開本地，往那從前未到的地方去。他們不憂慮吃甚麼、穿甚麼，只仰望賞賜人的主，雖受凌辱，卻不抱愧，反倒歡喜快樂。
弟兄們，若有人得罪你們，要饒恕他的過犯，不可加害於他；遇見試探，要懇求神的引導，遵行祂的旨意，使眾人因你們的見證歸回正路，稱謝祂的名。"""

REVOLUTION = """同志们，毫无疑义，一切问题的中心，在于怎样动员民众，粉碎敌人的进犯，巩固我们的根据地。事变以来，有些人以为不仅仅是武器，乃至一概的困难都可以由别人解决，这种主观主义的偏向，我们不许可它存在，尔后应当逐步地加以克服。
为着供给前线，我们应当依靠自力，统统动手，担负起生产的责任。我们分析了粮食缺乏的原因，决定现在就允许各地自己调整，因为各地的情况是不同的，所以办法也应该不同。减租业已普遍展开了，大批的农民组织了互助，因而民众的习惯也有了变化。
反动派是不甘心于失败的，在这个关键的时候，他们进攻解放区，压制民众，甚至勾结汉奸和日寇。我党的决定，就是团结所有可能团结的人，不允许任何人破坏抗日的阵线。关于这一点，八路军和新四军的干部们已经分析过多次，但是有的同志还没有认识到它的重要。
机会主义者估计局势，总是只看局部，不看全部的情形，一遇事变就动摇，一遇敌人就退却。我们不许可这种偏向，也不容许那种呆板的办法。教条主义的同志只会解释书本，而且不愿意调查，所以他们的意见常常是错误的。
总之，目前的机会是有利于我们的，国际局势的变化也是有利于我们的，尔后的战役才能够逐步地展开。全党同志应当服从纪律，担负这个巨大的任务，学会依靠民众，因为只有这样，我们才可以粉碎敌人。"""

LISTS = load_varieties(lexicon_folder() / "varieties")


def page_of(model: SpunModel, text: str) -> PageEvidence:
    page = model.page(model.read(normalise(text).text))
    assert page is not None
    return page


@pytest.mark.parametrize(
    "text", [PAGE, simplify(PAGE), HONG_KONG, simplify(HONG_KONG), NOVEL, CHRONICLE, SCRIPTURE, REVOLUTION]
)
def test_a_page_is_clean_only_because_its_words_are_known(text: str) -> None:
    with_words = Resources(Config()).spun
    without = SpunModel(with_words.model, with_words.statistics)
    assert page_of(without, text).probability > 0.3 > page_of(with_words, text).probability
    assert not [f for f in Checker().check(text).findings if f.rule.startswith("SPN")]


BRACKETS = """今天要介紹怎麼改「登記表」的欄位。先看資訊那一區，按下「編輯」之後，畫面右邊會多出三個選項，名稱和以前不太一樣，請大家多留意。
「類別」是必填的，「紀錄」可以留白，等活動結束再補。改完記得按儲存，不然下一個人看到的還是舊的樣子，又要再跑一趟。
如果找不到某個欄位，先確認是不是被收進「其他」裡面了。真的沒有，再回報給負責的同事，不要自己新增，名稱一多就亂掉了。
每個月底會整理一次，把沒人用的拿掉，常用的往前排。有什麼想法都歡迎提出來，我們會在下一次開會的時候討論。"""


def test_brackets_of_a_page_in_traditional_characters_count_for_its_region() -> None:
    model = Resources(Config()).spun
    usual = set(LISTS["taiwan"])
    text = normalise(BRACKETS).text
    plain = {model.statistics.words[number] for number in model.read(text).words}
    local = {model.statistics.words[number] for number in model.read(text, script_points(BRACKETS)).words}
    assert usual & plain
    assert not usual & local


def test_a_spun_page_with_two_words_of_taiwan_is_still_found() -> None:
    report = Checker().check(SPUN)
    assert report.scores["spun"] > 0.9
    restored = {f.surface: f.proposals[0].text for f in report.findings if f.rule.startswith("SPN")}
    assert restored.get("手艺") == "技术"
    assert restored.get("产物") == "产品"


def test_a_chronicle_that_a_table_was_used_on_throughout_is_still_found() -> None:
    clean = (
        "唐代的刺史由皇帝下诏任命，节度使则统领兵马，俸禄各有等级。朝廷选择官员时看重才能，因此有才能的人往往能得到重用。"
        "地方上的事情很多，因此刺史要自己选择助手，把有才能的人留在身边。百姓对此很满意，因此当地几十年没有战乱。"
        "后来选择的标准变了，有才能的人得不到机会，因此人心离散。史书记载了这件事，认为选择官员关系到国家的兴亡。"
    )
    table = {"因此": "因而", "选择": "挑选", "才能": "才干", "满意": "称心", "记载": "记录", "机会": "时机"}
    page = clean
    for word, surface in table.items():
        page = page.replace(word, surface)
    model = Resources(Config()).spun
    usual = set(LISTS["chronicle"])
    assert {"因而", "挑选", "才干", "时机"} <= usual
    words = {model.statistics.words[number] for number in model.read(normalise(page).text).words}
    assert {"因而", "挑选", "才干"} <= words
    words = {model.statistics.words[number] for number in model.read(normalise(clean + page).text).words}
    assert not {"因而", "挑选", "才干"} & words


def test_the_rows_of_a_user_count_on_taiwanese_pages_too(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("使用者\t用户\n", encoding="utf-8")
    model = Resources(Config(extend_lexicons=(str(own),))).spun
    number = {word: i for i, word in enumerate(model.statistics.words)}
    text = normalise(PAGE).text
    assert number["使用者"] in model.read(text).words
    assert number["资料"] not in model.read(text).words


@pytest.mark.parametrize("name", LISTS)
def test_marks_are_in_no_dictionary_of_spun_words(name: str) -> None:
    statistics = Resources(Config()).spun.statistics
    marks = {word for word, times in LISTS[name].items() if times == MARK}
    assert len(marks) > 30
    assert not marks & set(statistics.words)


@pytest.mark.parametrize("name", LISTS)
def test_the_list_is_simplified(name: str) -> None:
    assert len(LISTS[name]) > 300
    assert [word for word in LISTS[name] if simplify(word) != word] == []


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("介面\tmark\n元件\tmany\n", 2),
        ("元件\t108\n介面\tmark\n", 2),
        ("# words\nabc\t3\n", 2),
        ("元件\t0\n", 1),
        ("元件\t2\n元件\t3\n", 2),
    ],
)
def test_a_wrong_row_is_reported_by_file_and_line(tmp_path: Path, rows: str, line: int) -> None:
    path = tmp_path / "taiwan.tsv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(DataError, match=rf"taiwan\.tsv:{line}: "):
        load_variety(path)
