"""Site mode: lines that recur across the pages of one site."""

from __future__ import annotations

import pickle

from zhquality import Checker

TOWNS = ("柳溪", "青石", "白塔", "古渡", "南桥", "北坡", "东坝", "西岭", "长亭", "短巷")


def prose(number: int) -> tuple[str, str]:
    town = TOWNS[number]
    return (
        f"入夏以来，{town}的老河道经过清淤，水面比往年宽了许多，傍晚常有人来散步。",
        f"{town}镇上的铁匠铺开了六十年，老师傅收了两个徒弟，炉火又旺了起来。",
    )


def page(number: int) -> str:
    first, second = prose(number)
    return f"青石小报\n风物志\n第{number}期\n\n{first}\n\n摘要\n{second}\n\n青石巷七号\n欢迎惠稿"


PAGES = [page(number) for number in range(6)]


def test_recurring_lines_are_furniture() -> None:
    plain = Checker()
    learned = plain.learn_site(PAGES)
    text = page(9)
    assert plain.check(text).findings == ()
    found = [f.surface.strip() for f in learned.check(text).findings]
    assert found == ["青石小报", "风物志", "第9期", "青石巷七号", "欢迎惠稿"]
    assert learned.clean(text) == "{}\n\n摘要\n{}\n\n".format(*prose(9))
    assert learned.check(text).scores["boilerplate"] > 0.1


def test_what_does_not_recur_stays() -> None:
    assert Checker().learn_site(PAGES).check("\n".join(prose(2))).findings == ()
    assert Checker().learn_site(["“嗯。”\n“好。”"] * 5).check("“嗯。”\n“好。”").findings == ()
    assert Checker().learn_site(PAGES[:2]).check(PAGES[0]).findings == ()


def test_learned_checker_travels() -> None:
    learned = Checker().learn_site(PAGES)
    expected = learned.check(PAGES[0]).findings
    assert expected
    assert pickle.loads(pickle.dumps(learned)).check(PAGES[0]).findings == expected
    assert [r.findings for r in learned.check_many([PAGES[0]], workers=2)] == [expected]
