"""What may go wrong around the program: kills, full disks, permissions, races, damaged data. Nothing is ever lost."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from faults import command, without_privilege

from zhquality import Checker, Config, DataError, InputError
from zhquality.data import data_file
from zhquality.files import replace_file
from zhquality.model.gate import FamilyGate, Gate
from zhquality.model.ngrams import NgramModel
from zhquality.model.statistics import Statistics
from zhquality.model.thesaurus import Thesaurus

ROOT = Path(__file__).resolve().parents[1]
SPUN = (ROOT / "examples" / "spun-news.txt").read_text(encoding="utf-8")
BEFORE = "今天的天气很好，大家去公\u200b园里散步，孩子们在湖边放风筝。\n" * 30
AFTER = BEFORE.replace("\u200b", "")


def pages(folder: Path, count: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{i:02}.txt" for i in range(count)]
    for path in paths:
        path.write_text(BEFORE, encoding="utf-8")
    return paths


def corpus(path: Path, count: int) -> Path:
    path.write_text("".join(json.dumps({"id": i, "text": f"第{i}篇。"}) + "\n" for i in range(count)), encoding="utf-8")
    return path


def ids(out: Path) -> list[int]:
    parts = sorted((out / "data").glob("part-*"))
    return [json.loads(line)["id"] for part in parts for line in part.read_text(encoding="utf-8").splitlines()]


def small_files(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_clean_killed_at_random_moments_leaves_each_file_old_or_new(tmp_path: Path) -> None:
    """``benchmarks/kills.py clean`` does this hundreds of times; its figures are in docs/reliability.md."""
    dice = random.Random(7)
    states = set()
    for _ in range(12):
        paths = pages(tmp_path / "in", 30)
        process = subprocess.Popen(command("clean", "--write", tmp_path / "in"), start_new_session=True)
        while process.poll() is None and paths[0].read_text(encoding="utf-8") == BEFORE:
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.1))
        process.kill()
        process.wait()
        found = [path.read_text(encoding="utf-8") for path in paths]
        assert set(found) <= {BEFORE, AFTER}
        states.add(found.count(AFTER))
    assert len(states) > 1  # the kills came at different moments


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("arguments", [("check",), ("restore",), ("check", "--output-format", "json")])
def test_a_full_disk_behind_standard_output_is_an_error(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (path,) = pages(tmp_path / "in", 1)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command(*arguments, path), stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert "standard output: cannot write: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def heed_ctrl_c() -> None:
    """A shell that starts the tests in the background has them, and all that they start, ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_while_cleaning(tmp_path: Path) -> None:
    paths = pages(tmp_path / "in", 60)
    arguments = command("clean", "--write", tmp_path / "in")
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, preexec_fn=heed_ctrl_c)  # noqa: PLW1509 - no threads
    while process.poll() is None and paths[0].read_text(encoding="utf-8") == BEFORE:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode in {130, 1}  # 1: it was done already
    assert b"Traceback" not in errors
    assert {path.read_text(encoding="utf-8") for path in paths} <= {BEFORE, AFTER}
    assert sorted((tmp_path / "in").iterdir()) == paths  # and no litter


@pytest.mark.parametrize("step", ["open", "fsync", "chmod", "replace"])
def test_ctrl_c_right_after_a_step_of_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """A signal comes between any two steps; here it comes when the step is done and nobody has its result yet."""
    (path,) = pages(tmp_path, 1)
    real = getattr(os, step)

    def interrupted(*arguments: object, **options: object) -> None:
        real(*arguments, **options)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            replace_file(path, AFTER.encode(), 0o644)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text(encoding="utf-8") == (AFTER if step == "replace" else BEFORE)


def test_the_longest_name_a_file_can_have(tmp_path: Path) -> None:
    path = tmp_path / f"{'长' * 83}.txt"  # 253 bytes of the 255 that file systems allow
    path.write_text(BEFORE, encoding="utf-8")
    assert subprocess.run(command("clean", "--write", path)).returncode == 1
    assert path.read_text(encoding="utf-8") == AFTER


def test_a_full_disk_while_cleaning(tmp_path: Path) -> None:
    (path,) = pages(tmp_path, 1)
    done = subprocess.run(command("clean", "--write", path), preexec_fn=small_files(1000), capture_output=True)
    assert done.returncode == 2
    assert b"the file is as it was" in done.stderr
    assert path.read_text(encoding="utf-8") == BEFORE
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("size", [10, 400, 3000])
def test_a_full_disk_while_scanning_and_then_room_again(tmp_path: Path, size: int) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    arguments = command("scan", corpus(tmp_path / "a.jsonl", 60), "--out", tmp_path / "out", "--shard-size", "10", "-q")
    done = subprocess.run(arguments, preexec_fn=small_files(size), capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "out").rglob("*.tmp"))
    assert subprocess.run(arguments).returncode == 0
    assert ids(tmp_path / "out") == list(range(60))


def test_read_only_files_and_folders(tmp_path: Path) -> None:
    locked, free = pages(tmp_path / "in", 2)
    locked.chmod(0o444)
    done = subprocess.run(without_privilege(command("clean", "--write", tmp_path / "in")), capture_output=True)
    assert done.returncode == 2
    assert b"read-only" in done.stderr
    assert (locked.read_text(encoding="utf-8"), free.read_text(encoding="utf-8")) == (BEFORE, AFTER)
    pages(tmp_path / "in", 0)
    free.write_text(BEFORE, encoding="utf-8")
    (tmp_path / "in").chmod(0o555)
    try:
        done = subprocess.run(without_privilege(command("clean", "--write", free)), capture_output=True)
    finally:
        (tmp_path / "in").chmod(0o755)
    assert done.returncode == 2
    assert free.read_text(encoding="utf-8") == BEFORE
    locked.chmod(0)
    done = subprocess.run(without_privilege(command("check", locked)), capture_output=True)
    assert done.returncode == 2
    assert b"cannot read" in done.stderr


def test_a_scan_into_a_folder_it_may_not_write(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    source = corpus(tmp_path / "a.jsonl", 3)
    (tmp_path / "locked").mkdir(mode=0o555)
    arguments = command("scan", source, "--out", tmp_path / "locked" / "out", "-q")
    done = subprocess.run(without_privilege(arguments), capture_output=True)
    assert done.returncode == 2
    assert b"cannot write" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_file_that_changes_while_it_is_scanned(tmp_path: Path) -> None:
    from zhquality.corpus.sources import Input, Reject, read_lines

    path = corpus(tmp_path / "a.jsonl", 3)
    source = Input.of(path, "jsonl")
    rows = read_lines(source)
    next(rows)
    with path.open("a") as file:
        file.write('{"text": "more"}\n')
    rejects = [row for row in rows if isinstance(row, Reject)]
    assert [reject.reason for reject in rejects] == ["the file changed while it was read; scan it again"]


@pytest.mark.parametrize("arguments", [("clean",), ("check", "--lang", "en")])
def test_a_reader_that_leaves_early(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    path = tmp_path / "a.txt"
    text = "".join(f"第{i}天去公\u200b园散步，看见{i * 7}只鸟。\n" for i in range(4000))
    path.write_text(text, encoding="utf-8")
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    process = subprocess.Popen(command(*arguments, path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=buffered)
    assert process.stdout and process.stderr
    process.stdout.read(10)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 2
    assert b"Traceback" not in errors
    assert path.read_text(encoding="utf-8") == text


def test_two_processes_cleaning_the_same_files(tmp_path: Path) -> None:
    paths = pages(tmp_path / "in", 40)
    both = [subprocess.Popen(command("clean", "--write", tmp_path / "in"), stderr=subprocess.PIPE) for _ in range(2)]
    for process in both:
        _, errors = process.communicate()
        assert process.returncode in {0, 1, 2}  # 2: the other one was faster, and it says so
        assert b"Traceback" not in errors
    assert {path.read_text(encoding="utf-8") for path in paths} == {AFTER}
    assert sorted((tmp_path / "in").iterdir()) == paths


def test_links_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    for name in ("check", "clean"):
        done = subprocess.run(command(name, tmp_path / "a"), capture_output=True)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "up").symlink_to(tmp_path)
    (tmp_path / "folder" / "good.txt").write_text("好的。", encoding="utf-8")
    (tmp_path / "folder" / "bad.txt").symlink_to(tmp_path / "folder" / "bad.txt")
    done = subprocess.run(command("check", tmp_path / "folder"), capture_output=True, text=True)
    assert done.returncode == 2  # bad.txt cannot be read, and that is said
    assert "bad.txt" in done.stderr
    assert "Traceback" not in done.stderr


READERS: list[tuple[str, Callable[[Path], object]]] = [
    ("zh.ngrams", NgramModel.open),
    ("spun.npz", Statistics.open),
    ("thesaurus.npz", Thesaurus.open),
    ("spun.gate", FamilyGate.open),
    ("translated.gate", Gate.open),
    ("verbose.gate", Gate.open),
]


@pytest.mark.parametrize(("name", "reader"), READERS, ids=[name for name, _ in READERS])
def test_model_files_cut_short_or_of_another_kind(tmp_path: Path, name: str, reader: Callable[[Path], object]) -> None:
    whole = data_file(name).read_bytes()
    broken = tmp_path / name
    dice = random.Random(11)
    lengths = [0, 1, 7, 8, 11, 100, 2000, len(whole) // 2, len(whole) - 1000]
    for length in lengths + [dice.randrange(len(whole)) for _ in range(8)]:
        broken.write_bytes(whole[:length])
        with pytest.raises(DataError):
            reader(broken)
    for other in (b"PK\x03\x04" + b"?" * 500, b"\x80\x04" + b"?" * 500, b"#\t1\n", b"\xff" * 64, whole[::-1][:5000]):
        broken.write_bytes(other)
        with pytest.raises(DataError):
            reader(broken)
    with pytest.raises(DataError):
        reader(tmp_path / "missing")


def test_model_files_with_flipped_header_bytes(tmp_path: Path) -> None:
    whole = bytearray(data_file("zh.ngrams").read_bytes())
    dice = random.Random(13)
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(3):
            broken[dice.randrange(600)] ^= 1 << dice.randrange(8)
        (tmp_path / "m").write_bytes(broken)
        try:
            model = NgramModel.open(tmp_path / "m")
            model.score([("天气", "很好", "。")])
        except DataError:
            pass


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (b"\xe6\x89", "not UTF-8"),
        ("产物\n".encode(), ":1:"),
        ("产物\t\n".encode(), ":1:"),
        ("\t产品\n".encode(), ":1:"),
        ("好\t好的\n产物\t产品\tx\ty\n".encode(), ":2:"),
        (b"\x00\t\x00\n", ":1:"),
    ],
)
def test_a_damaged_dictionary_is_named_with_its_line(tmp_path: Path, rows: bytes, problem: str) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes(rows)
    with pytest.raises(DataError, match=problem):
        Checker(Config(extend_lexicons=(str(path),))).check(SPUN)
    page = tmp_path / "a.txt"
    page.write_text(SPUN, encoding="utf-8")
    done = subprocess.run(command("check", "--extend-lexicon", path, page), capture_output=True)
    assert done.returncode == 2
    assert b"mine.tsv" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_damaged_dictionary_ends_a_scan_with_a_clear_error(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    (tmp_path / "mine.tsv").write_text("产物\n", encoding="utf-8")
    arguments = ["scan", corpus(tmp_path / "a.jsonl", 3), "--out", tmp_path / "out", "-q"]
    done = subprocess.run(command(*arguments, "--extend-lexicon", tmp_path / "mine.tsv"), capture_output=True)
    assert done.returncode == 2
    assert b"mine.tsv:1" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX", "LANG": ""},
        {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
        {"LC_ALL": "zh_CN.GBK"},
        {"PYTHONIOENCODING": "ascii"},
        {"TZ": "Asia/Kathmandu", "SOURCE_DATE_EPOCH": "0"},
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4000000"},
    ],
    ids=str,
)
def test_locales_and_hash_seeds_change_nothing(tmp_path: Path, environment: dict[str, str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SPUN, encoding="utf-8")
    os.utime(path, (0, 4_000_000_000))
    arguments = command("check", "--output-format", "json", "--lang", "zh", "--select", "spn,i", path)
    arguments[-2] = "spn"
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    usual = subprocess.run(arguments, capture_output=True, env={**plain, "LC_ALL": "C.UTF-8"})
    odd = subprocess.run(arguments, capture_output=True, env={**plain, **environment})
    assert usual.returncode == odd.returncode == 1, odd.stderr
    assert usual.stdout == odd.stdout


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_stay_and_nul_bytes_do_no_harm(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "a.txt"
    text = f"今天去公\u200b园{ending}零\x00字节{ending}{ending}完"  # both invisible characters go (OBF001)
    path.write_bytes(text.encode())
    assert subprocess.run(command("clean", "--write", path)).returncode == 1
    assert path.read_bytes() == text.replace("\u200b", "").replace("\x00", "").encode()


def test_many_threads_and_one_cold_checker() -> None:
    texts = [SPUN, BEFORE, "第一。", "*" * 500, SPUN[::-1], SPUN[100:900], "最*的", ""]
    expected = [Checker().check(text) for text in texts]
    for _ in range(2):
        checker = Checker()
        found: list[list[object]] = [[] for _ in range(8)]
        barrier = threading.Barrier(8)

        def run(number: int, checker: Checker = checker, found: list[list[object]] = found) -> None:
            barrier.wait()  # noqa: B023 - the threads end within the round
            for shift in range(len(texts)):
                found[number].append(checker.check(texts[(shift + number) % len(texts)]))

        threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for number in range(8):
            assert found[number] == [expected[(shift + number) % len(texts)] for shift in range(len(texts))]


def test_an_input_named_in_the_settings_cannot_be_a_way_to_write(tmp_path: Path) -> None:
    """Settings name dictionaries to read; a folder, a device or a missing file there is a clear error."""
    for name in (str(tmp_path), str(tmp_path / "missing"), "/dev/null/x"):
        with pytest.raises((DataError, InputError)):
            Checker(Config(extend_lexicons=(name,))).check(SPUN)
