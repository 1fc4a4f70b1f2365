"""`ooh-console checkpoint FILE`: the signed heads of every chain, to be kept elsewhere."""

from __future__ import annotations

import argparse
from datetime import UTC
from pathlib import Path

from ooh_console.cli.check_shapes import CheckpointDone
from ooh_console.cli.outcome import CannotDo, Outcome
from ooh_console.cli.sign_in import seated
from ooh_console.domain.bodies import CheckpointWritten


def run(chosen: argparse.Namespace) -> Outcome:
    """Writes the checkpoint and puts it on the register. Status 0.

    Raises `CannotDo` when the file is there already, what signing in raises, and the ledger's
    errors.
    """
    with seated(chosen, records=True) as seat:
        desk = seat.desk
        path: Path = chosen.file.expanduser().absolute()
        if path.is_dir():
            moment = desk.clock().astimezone(UTC)
            path = path / f"checkpoint-{moment.strftime('%Y%m%dT%H%M%SZ')}.json"
        if path.exists():
            raise CannotDo(
                f"{path.name} is there already, and an earlier checkpoint is evidence. Nothing was "
                "written. Choose another name, or name a folder."
            )
        sha256, chains = seat.opening.parts.checkpoint_to(desk.signer, path)
        seat.run(lambda desk: desk.register(CheckpointWritten(sha256=sha256, heads=chains)))
        return Outcome(
            text=(
                f"Checkpoint over {chains} chains written to {path}. SHA-256 {sha256}. Keep it "
                "away from this computer; `verify --checkpoint FILE` compares the log with it."
            ),
            document=CheckpointDone(file=str(path), sha256=sha256, chains=chains),
            notes=desk.notices,
        )
