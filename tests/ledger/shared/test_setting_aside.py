"""What nobody who counts can open is set aside whole; what anybody can, or still needs, is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ooh_console.domain.bodies import OperatorAdded, OperatorDisabled, RegisterBody
from ooh_console.domain.operators import RECOVERY, Operators
from ooh_console.domain.roles import Role
from ooh_console.ledger.errors import KeyProblem, LedgerSealed
from ooh_console.ledger.folder_key import admit, admitted, new_key, open_folder
from ooh_console.ledger.keys import CHEAP, OperatorKey, create_key
from ooh_console.ledger.recovery import new_recovery_key, recovery_operator
from ooh_console.ledger.shared import setting_aside
from ooh_console.ledger.shared.in_use import InUse
from ooh_console.ledger.shared.outbox import acts_waiting
from ooh_console.ledger.shared.setting_aside import Aside, open_or_begin_anew, set_aside_in
from tests.ledger.making import START

FILES = {
    "outbox.db": b"sealed", "outbox.db-wal": b"more", "outbox.db.waiting": b"3\n",
    "outbox.db.damaged-1": b"from before", "shared-copy.db": b"copy", "drafts/R1.draft": b"typed",
}  # fmt: skip


class Computer:
    """A data folder in which Ben was the only one; Dot came after him."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.keys = folder, folder / "keys"
        self.ben = create_key(self.keys, "Ben Okoro", "a passphrase of his", hardness=CHEAP)
        self.dot = create_key(self.keys, "Dot Hale", "a passphrase of hers", hardness=CHEAP)
        self.key = new_key()
        admit(self.keys, self.key, {self.ben.public_key: "Ben Okoro"})
        for name, content in FILES.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)

    def known(self, *more: RegisterBody) -> Operators:
        found = Operators()
        for one in (self.ben, self.dot):
            found = found.with_body(_added(one, Role.MANAGER), START, self.ben.name, "desk")
        for body in more:
            found = found.with_body(body, START, self.dot.name, "desk")
        return found

    def ben_gone(self, *more: RegisterBody) -> Operators:
        return self.known(OperatorDisabled(name=self.ben.name, why="he left"), *more)

    def dot_opens(self, known: Operators) -> tuple[bytes, Aside | None]:
        log, people = self.folder / "console.db", {self.dot.public_key: self.dot.name}
        return open_or_begin_anew(self.folder, self.keys, self.dot, people, known, log)

    def is_as_it_was(self) -> bool:
        stands = all((self.folder / name).read_bytes() == was for name, was in FILES.items())
        return stands and open_folder(self.keys, self.ben) == self.key


def _added(key: OperatorKey, role: str) -> OperatorAdded:
    return OperatorAdded(name=key.name, role=role, agency="OOH", public_key=key.public_key)


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


def test_what_nobody_opens_is_set_aside_whole_and_the_folder_begins_anew(
    computer: Computer,
) -> None:
    key, aside = computer.dot_opens(computer.ben_gone())
    assert aside is not None
    assert (aside.acts, aside.names) == (3, ("Ben Okoro",))
    assert list(set_aside_in(computer.folder)) == [aside]
    for name, was in FILES.items():
        assert (aside.folder / name).read_bytes() == was
        assert not (computer.folder / name).exists()
    assert open_folder(aside.folder, computer.ben) == computer.key, "whole: with its key"
    assert key != computer.key
    assert list(admitted(computer.keys).values()) == ["Dot Hale"]
    assert acts_waiting(computer.folder) == 0
    assert computer.dot_opens(computer.ben_gone()) == (key, None)


def test_whoever_counts_and_has_a_key_here_keeps_it_as_it_is(computer: Computer) -> None:
    with pytest.raises(LedgerSealed, match=r"opens for Ben Okoro\..*sign in here once"):
        computer.dot_opens(computer.known())
    assert computer.is_as_it_was()


def test_a_recovery_key_keeps_it_as_it_is_until_it_is_disabled(computer: Computer) -> None:
    paper = recovery_operator(new_recovery_key(), "Recovery key of desk")
    admit(computer.keys, computer.key, {paper.public_key: paper.name})
    counts = _added(paper, RECOVERY)
    with pytest.raises(LedgerSealed, match="opens for Recovery key of desk"):
        computer.dot_opens(computer.ben_gone(counts))
    assert computer.is_as_it_was()
    ends = OperatorDisabled(name=paper.name, why="the paper is lost")
    _, aside = computer.dot_opens(computer.ben_gone(counts, ends))
    assert aside is not None


def test_nothing_is_set_aside_under_an_open_console_or_an_encrypted_log(computer: Computer) -> None:
    use = InUse(computer.folder)
    with pytest.raises(KeyProblem, match="another console"):
        computer.dot_opens(computer.ben_gone())
    assert computer.is_as_it_was()
    use.let_go()
    (computer.folder / "console.db").write_bytes(b"an encrypted log, by its look")
    with pytest.raises(LedgerSealed, match=r"so does console\.db"):
        computer.dot_opens(computer.ben_gone())
    assert computer.is_as_it_was()


@pytest.mark.parametrize("moved", range(1, 7))
def test_after_a_crash_the_rest_comes_to_the_same_place(
    computer: Computer, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    left, rename = [moved], Path.rename

    def crashing(path: Path, to: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return rename(path, to)

    with monkeypatch.context() as patch:
        patch.setattr(setting_aside.Path, "rename", crashing)
        with pytest.raises(KeyboardInterrupt):
            computer.dot_opens(computer.ben_gone())
    computer.dot_opens(computer.ben_gone())
    (aside,) = set_aside_in(computer.folder)
    assert all((aside.folder / name).read_bytes() == was for name, was in FILES.items())
    assert open_folder(aside.folder, computer.ben) == computer.key
