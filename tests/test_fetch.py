"""Fetching what students pushed: the right files of the right commit, and nothing of a student's runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import without

from graders import fetch as fetching
from graders.fetch import BadList, Fetched, Student, fetch, read_students

RIGHT = "def rnn_forward():\n    pass\n"
Push = Callable[..., str]


@pytest.fixture(autouse=True)
def git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Git knows who commits, reads no settings of ours, and may fetch from folders."""
    if shutil.which("git") is None:
        without("git")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "student")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "student@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file")
    monkeypatch.chdir(tmp_path)


def run(*words: str | Path, cwd: Path) -> str:
    return subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *words], cwd=cwd, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def push(tmp_path: Path) -> Push:
    """A function that commits files to a student's repository and returns the commit."""

    def pushed(student: str, files: dict[str, str | bytes]) -> str:
        place = tmp_path / "repositories" / student
        if not place.exists():
            place.mkdir(parents=True)
            run("init", "--quiet", "--initial-branch=main", cwd=place)
        for name, data in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data.encode() if isinstance(data, str) else data)
        run("add", "--all", cwd=place)
        run("commit", "--quiet", "--message=work", cwd=place)
        return run("rev-parse", "HEAD", cwd=place)

    return pushed


def fetched(tmp_path: Path, *students: str, commit: str = "") -> list[Fetched]:
    lines = [Student(name, str(tmp_path / "repositories" / name), commit) for name in students]
    return fetch(lines, tmp_path / "submitted", lambda result: None)


def held(tmp_path: Path) -> set[str]:
    """Return the files that were fetched."""
    folder = tmp_path / "submitted"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()} - {"fetched.json"}


# What is fetched


def test_sources_of_assignments_are_taken_from_where_they_may_lie(tmp_path: Path, push: Push) -> None:
    commits = [
        push("ada", {"vanilla_rnn/vanilla_rnn.py": RIGHT, "vanilla_rnn/test_vanilla_rnn.py": "", "README.md": "x"}),
        push("bob", {"assignments/binary_adder/binary_adder.ipynb": "{}", "vanilla_rnn.py": RIGHT, "more.py": RIGHT}),
        push(
            "cem", {"vanilla_rnn/mine.py": RIGHT, "vanilla_rnn/pytest.ini": "", "vanilla_rnn/deep/vanilla_rnn.py": ""}
        ),
    ]
    results = fetched(tmp_path, "ada", "bob", "cem")
    assert [(one.commit, one.message) for one in results] == [(commit, "") for commit in commits]
    assert held(tmp_path) == {
        "ada/vanilla_rnn/vanilla_rnn.py",
        "bob/binary_adder/binary_adder.ipynb",
        "bob/vanilla_rnn/vanilla_rnn.py",
        "cem/vanilla_rnn/mine.py",
    }
    assert (tmp_path / "submitted/ada/vanilla_rnn/vanilla_rnn.py").read_text() == RIGHT


def test_record_names_each_commit_and_is_its_owners_alone(tmp_path: Path, push: Push) -> None:
    commit = push("ada", {"vanilla_rnn.py": RIGHT})
    fetched(tmp_path, "ada", "nobody")
    path = tmp_path / "submitted" / "fetched.json"
    ada, nobody = json.loads(path.read_text())["students"]
    assert (ada["student"], ada["commit"], ada["files"]) == ("ada", commit, ["vanilla_rnn.py"])
    assert (nobody["student"], nobody["commit"]) == ("nobody", "") and "repository" in nobody["message"]
    assert os.name != "posix" or path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kind", ["commit", "branch", "tag"])
def test_commit_branch_or_tag_of_the_list_is_taken(tmp_path: Path, push: Push, kind: str) -> None:
    first = push("ada", {"vanilla_rnn.py": "first = 1\n"})
    place = tmp_path / "repositories" / "ada"
    run("branch", "handed/in", cwd=place)
    run("tag", "-a", "-m", "x", "final", cwd=place)
    push("ada", {"vanilla_rnn.py": "second = 2\n"})
    (one,) = fetched(tmp_path, "ada", commit={"commit": first, "branch": "handed/in", "tag": "final"}[kind])
    assert one.commit == first
    assert (tmp_path / "submitted/ada/vanilla_rnn/vanilla_rnn.py").read_text() == "first = 1\n"


def test_fetching_again_replaces_what_was_fetched_and_drops_what_is_gone(tmp_path: Path, push: Push) -> None:
    push("ada", {"vanilla_rnn.py": RIGHT, "binary_adder.py": RIGHT})
    fetched(tmp_path, "ada")
    (tmp_path / "repositories/ada/binary_adder.py").unlink()
    push("ada", {"vanilla_rnn.py": "again = 1\n"})
    fetched(tmp_path, "ada")
    assert held(tmp_path) == {"ada/vanilla_rnn/vanilla_rnn.py"}
    assert (tmp_path / "submitted/ada/vanilla_rnn/vanilla_rnn.py").read_text() == "again = 1\n"


def test_who_cannot_be_fetched_again_keeps_what_was_fetched(tmp_path: Path, push: Push) -> None:
    commit = push("ada", {"vanilla_rnn.py": RIGHT})
    fetched(tmp_path, "ada")
    shutil.rmtree(tmp_path / "repositories" / "ada")
    for _ in range(2):
        (one,) = fetched(tmp_path, "ada")
        assert one.commit == commit and "earlier" in one.message
        assert held(tmp_path) == {"ada/vanilla_rnn/vanilla_rnn.py"}


def test_what_was_not_fetched_is_left_alone(tmp_path: Path, push: Push) -> None:
    push("ada", {"vanilla_rnn.py": RIGHT})
    by_hand = tmp_path / "submitted" / "ada" / "vanilla_rnn" / "by_hand.py"
    by_hand.parent.mkdir(parents=True)
    by_hand.write_text("x")
    for _ in range(2):
        (one,) = fetched(tmp_path, "ada")
        assert one.commit == "" and "was not fetched" in one.message
        assert by_hand.read_text() == "x"


def test_failures_are_a_line_each_and_stop_nobody(tmp_path: Path, push: Push) -> None:
    push("zoe", {"vanilla_rnn.py": RIGHT})
    (tmp_path / "repositories" / "empty").mkdir()
    run("init", "--quiet", cwd=tmp_path / "repositories" / "empty")
    *failed, zoe = fetched(tmp_path, "nobody", "empty", "zoe")
    assert zoe.commit and all(not one.commit and len(one.message.splitlines()) == 1 for one in failed)
    assert (tmp_path / "submitted" / "nobody").is_dir()  # so that grading names it


# What students may try


def test_links_large_files_and_odd_names_are_left_out_and_named(tmp_path: Path, push: Push) -> None:
    place = tmp_path / "repositories" / "ada" / "vanilla_rnn"
    push("ada", {"vanilla_rnn/vanilla_rnn.py": RIGHT, "vanilla_rnn/big.py": bytes(10_000_001)})
    (place / "linked.py").symlink_to("/etc/hostname")
    (place / "a\x1b[31mb.py").write_text("x")
    push("ada", {})
    (one,) = fetched(tmp_path, "ada")
    assert held(tmp_path) == {"ada/vanilla_rnn/vanilla_rnn.py"}
    assert all(name in one.message for name in ("big.py", "linked.py", "10 MB", "[31mb.py"))


def test_folder_that_is_a_link_or_a_submodule_is_not_followed(tmp_path: Path, push: Push) -> None:
    push("victim", {"vanilla_rnn.py": RIGHT})
    push("ada", {"elsewhere/vanilla_rnn.py": RIGHT})
    place = tmp_path / "repositories" / "ada"
    (place / "vanilla_rnn").symlink_to("elsewhere")
    run("submodule", "add", "--quiet", tmp_path / "repositories" / "victim", "binary_adder", cwd=place)
    push("ada", {})
    (one,) = fetched(tmp_path, "ada")
    assert one.commit and held(tmp_path) == set()


def test_nothing_of_a_students_runs(tmp_path: Path, push: Push) -> None:
    """Filters, hooks, templates and settings in a repository all try to leave a mark."""
    mark = tmp_path / "mark"
    push("ada", {"vanilla_rnn.py": RIGHT, ".gitattributes": "*.py filter=evil diff=evil\n", ".lfsconfig": "[lfs]\n"})
    place = tmp_path / "repositories" / "ada"
    for name in ("post-checkout", "pre-receive", "post-upload-pack", "reference-transaction", "post-merge"):
        hook = place / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
        hook.chmod(0o755)
    for key in ("filter.evil.smudge", "core.fsmonitor", "core.sshCommand", "uploadpack.packObjectsHook"):
        run("config", key, f"touch {mark}", cwd=place)
    (one,) = fetched(tmp_path, "ada")
    assert one.commit and held(tmp_path) == {"ada/vanilla_rnn/vanilla_rnn.py"}
    assert not mark.exists()


def test_repository_that_is_a_command_or_a_folder_is_refused(tmp_path: Path, push: Push, monkeypatch) -> None:
    push("ada", {"vanilla_rnn.py": RIGHT})
    monkeypatch.delenv("GIT_ALLOW_PROTOCOL")
    mark = tmp_path / "mark"
    folder = str(tmp_path / "repositories" / "ada")
    given = [folder, f"file://{folder}", f"ext::sh -c 'touch {mark}'", "fd::17"]
    students = [Student(f"s{n}", repository) for n, repository in enumerate(given)]
    results = fetch(students, tmp_path / "submitted", lambda result: None)
    assert all(not one.commit and "not allowed" in one.message for one in results)
    assert not mark.exists() and held(tmp_path) == set()


def test_folder_nested_without_end_takes_no_time(tmp_path: Path, push: Push) -> None:
    """A tree whose ten entries are one tree of ten entries, and so on, has more files than there are atoms."""
    push("ada", {"vanilla_rnn.py": RIGHT})
    place = tmp_path / "repositories" / "ada"
    blob = run("rev-parse", "HEAD:vanilla_rnn.py", cwd=place)
    tree = run("rev-parse", "HEAD^{tree}", cwd=place)
    for _ in range(80):
        listing = "".join(f"040000 tree {tree}\t{name}\n" for name in ["vanilla_rnn", *map(str, range(9))])
        listing += f"100644 blob {blob}\tvanilla_rnn.py\n"
        made = subprocess.run(["git", "mktree"], cwd=place, input=listing, capture_output=True, text=True, check=True)
        tree = made.stdout.strip()
    run("update-ref", "HEAD", run("commit-tree", "-m", "bomb", tree, cwd=place), cwd=place)
    (one,) = fetched(tmp_path, "ada")
    assert held(tmp_path) == {"ada/vanilla_rnn/vanilla_rnn.py"}


def test_name_in_a_tree_that_leads_out_of_it_is_not_followed(tmp_path: Path, push: Push) -> None:
    push("ada", {"x": RIGHT})
    place = tmp_path / "repositories" / "ada"
    blob = bytes.fromhex(run("rev-parse", "HEAD:x", cwd=place))

    def tree(*entries: tuple[bytes, bytes, bytes]) -> str:
        data = b"".join(mode + b" " + name + b"\0" + identity for mode, name, identity in entries)
        made = subprocess.run(
            ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"], cwd=place, input=data,
            capture_output=True, check=True,
        )  # fmt: skip
        return made.stdout.decode().strip()

    inner = tree((b"100644", b"../../../out.py", blob), (b"100644", b"vanilla_rnn.py", blob))
    outer = tree((b"40000", b"vanilla_rnn", bytes.fromhex(inner)))
    run("update-ref", "HEAD", run("commit-tree", "-m", "x", outer, cwd=place), cwd=place)
    fetched(tmp_path, "ada")
    assert held(tmp_path) <= {"ada/vanilla_rnn/vanilla_rnn.py"}
    assert not list(tmp_path.rglob("out.py"))


def test_repository_that_is_too_large_or_takes_too_long_is_given_up(
    tmp_path: Path, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    push("ada", {"vanilla_rnn.py": RIGHT, "data": os.urandom(3_000_000)})
    monkeypatch.setattr(fetching, "BLOCKS", 1000)
    (one,) = fetched(tmp_path, "ada")
    assert not one.commit and "larger than" in one.message
    monkeypatch.setattr(fetching, "SECONDS", 0.001)
    (one,) = fetched(tmp_path, "ada")
    assert not one.commit and "seconds" in one.message
    assert not list((tmp_path / "submitted").glob(".fetching-*"))


def test_password_in_an_address_is_in_no_record(tmp_path: Path) -> None:
    address = "https://ada:secret@host.invalid/ada.git"
    (one,) = fetch([Student("ada", address)], tmp_path / "submitted", lambda result: None)
    assert "secret" not in str(one) + (tmp_path / "submitted" / "fetched.json").read_text()


# The list


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "students.csv"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return path


def test_list_may_have_more_columns_a_mark_and_blank_lines(tmp_path: Path) -> None:
    text = "\ufeffe-mail,student,repository\r\na@x, Ada Nowak ,https://x/y\r\n\r\n,bob,git@x:y\r\n"
    assert read_students(write(tmp_path, text)) == [Student("Ada Nowak", "https://x/y"), Student("bob", "git@x:y")]


WRONG_LISTS = {
    "no columns": ("ada,https://x/y\n", "column 'student'"),
    "empty": ("", "column 'student'"),
    "twice": ("student,repository\nada,x\nbob,x\nAda,x\n", "line 4"),
    "path": ("student,repository\n../ada,x\n", "line 2"),
    "parent": ("student,repository\n..,x\n", "line 2"),
    "hidden": ("student,repository\n.ada,x\n", "line 2"),
    "option": ("student,repository\n--ada,x\n", "line 2"),
    "bidi": ("student,repository\na\u202eda,x\n", "line 2"),
    "no name": ("student,repository\n,x\n", "line 2"),
    "no repository": ("student,repository\nada,\n", "line 2"),
    "option as repository": ("student,repository\nada,--upload-pack=touch x\n", "line 2"),
    "option as commit": ("student,repository,commit\nada,x,--upload-pack=x\n", "line 2"),
    "refspec as commit": ("student,repository,commit\nada,x,+refs/*:refs/*\n", "line 2"),
    "range as commit": ("student,repository,commit\nada,x,a..b\n", "line 2"),
    "not text": ("student,repository\n\udcff\udcfe,x\n", "UTF-8"),
}


@pytest.mark.parametrize("kind", WRONG_LISTS)
def test_list_with_a_mistake_is_a_sentence_that_names_the_line(tmp_path: Path, kind: str) -> None:
    text, named = WRONG_LISTS[kind]
    with pytest.raises(BadList) as caught:
        read_students(write(tmp_path, text))
    assert named in str(caught.value) and len(str(caught.value).splitlines()) == 1


def test_command_line_tells_what_came_and_fails_if_nothing_did(tmp_path: Path, push: Push) -> None:
    commit = push("ada", {"vanilla_rnn.py": RIGHT})

    def unrolled(text: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "graders", "fetch", write(tmp_path, text)], cwd=Path(__file__).parent.parent,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    place = tmp_path / "repositories"
    code, out, _ = unrolled(f"student,repository\nada,{place}/ada\nbob,{place}/bob\n")
    assert code == 0 and f"ada: {commit[:12]}, vanilla_rnn.py.\nbob: not fetched." in out and "1 of 2" in out
    code, out, _ = unrolled(f"student,repository\nbob,{place}/bob\n")
    assert code == 1 and "0 of 1" in out
    code, out, err = unrolled("student\nada\n")
    assert (code, out) == (2, "") and "repository" in err and len(err.splitlines()) == 1
