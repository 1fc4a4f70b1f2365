"""`doctor --bundle`: by whom, where to, and what is taken out of it."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ooh_console.agencies.agency import Agency
from ooh_console.bootstrap import support_bundle
from ooh_console.cli.checks_of_the_program_log import program_log
from ooh_console.database_address import DatabaseAddress
from ooh_console.program_log import events, file
from ooh_console.program_log.lines import written
from ooh_console.program_log.sieve import Sieve
from ooh_console.settings import Settings
from tests.cli.places import Place
from tests.program_logs import told_in

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def agency() -> Agency:
    return Agency.model_validate(
        {
            "name": "County Maternity",
            "kind": "maternity",
            "url": "https://maternity.trust.example:8443/tenant-7/ooh",
            "offers": ["plans"],
            "telephone": "01632 960123",
            "proxy": "http://proxy.trust.example:3128",
            "auth": {"method": "bearer", "secret": "env:MATERNITY_TOKEN"},
        }
    )


def test_what_is_configured_is_told_without_where_and_who(tmp_path: Path) -> None:
    keys = tmp_path / "data" / "keys"
    keys.mkdir(parents=True)
    (keys / "Bo-Example-0011223344556677.key").write_text("{}")
    (tmp_path / "data" / "logs").mkdir()
    log = tmp_path / "data" / "logs" / "program.log"
    log.write_text('{"what":"planted","agency":"ring 999 000 0018, ZZ99 3VZ"}\nTraceback: Bo\n')
    settings = Settings(
        config_folder=tmp_path / "config",
        data_folder=tmp_path / "data",
        desk="Bo's laptop",
        agencies=(agency(),),
    )
    findings = [
        {"subject": "Bo-Example-0011223344556677.key", "sentence": "For its owner alone."},
        {"subject": "", "sentence": f"Read from {tmp_path}/config; this desk is Bo's laptop."},
        {"subject": "x", "sentence": "https://maternity.trust.example:8443 refused"},
        {"subject": "x", "sentence": "is out of order; it says: Bo Example is not known\nhere"},
        {"subject": "x", "sentence": "ring 01632 960123 or write to bo@trust.example"},
    ]
    made = support_bundle(settings, findings, None, NOW)
    files = unpacked(made.content)
    whole = "\n".join(files.values())
    for secret in (
        "Bo", "trust.example", "tenant-7", "01632", "MATERNITY_TOKEN", str(tmp_path), "999 000",
        "3VZ", "not known",
    ):  # fmt: skip
        assert secret not in whole, secret
    assert made.left_out == 1
    assert json.loads(files["doctor.json"])[2]["sentence"] == "https://(host 1):8443 refused"
    (told,) = json.loads(files["configuration.json"])["agencies"]
    assert told["name"] == "County Maternity"
    assert (told["host"], told["port"], told["secret"]) == ("(host 1)", 8443, "env")
    assert json.loads(files["database.json"]) == {"kind": "file", "opened": False}
    assert '"planted"' in files["logs/program.log"]


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-29T12:14:37.019Z",
        "91ed4994-59bd-47ef-9cb2-b34d0b06daf1",
        "ledger/appending.py:93 append",
        "textual 8.2.1, Python 3.11.7",
        "2 FAILED of 18, 0.8 MB",
        "it listens at 127.0.0.1:8443 and ::1",
        "12:14:37: nothing was heard for 3 s",
    ],
)
def test_what_support_reads_stays(harmless: str) -> None:
    assert Sieve({}).text(harmless) == harmless


HOSTS = ["db1.trust.example", "db2.trust.example"]


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        (f"postgresql://bo_1@{HOSTS[0]},{HOSTS[1]}:5433/leicester", HOSTS),
        (f"postgresql://{HOSTS[0]}/leicester?user=bo_1&hostaddr=10.20.0.5", [HOSTS[0]]),
        (f"postgresql:///?host={HOSTS[0]},{HOSTS[1]}&dbname=leicester&user=bo_1", HOSTS),
        ("postgresql://bo_1@[fd00:20::5]:5432/leicester?sslrootcert=/srv/bo.pem", []),
        ("postgresql://bo%5F1@db1%2Etrust.example/l%65icester?connect_timeout=3", [HOSTS[0]]),
        ("postgresql://bo_1@/leicester?host=/srv/bo.pem", []),
    ],
)
def test_however_the_address_of_the_database_is_written(
    url: str, hosts: list[str], tmp_path: Path
) -> None:
    settings = Settings(
        config_folder=tmp_path, data_folder=tmp_path, database=DatabaseAddress(url=url)
    )
    # As the console, the driver and libpq name it, which asks names for their numbers too.
    findings = [
        *({"sentence": f"leicester at {host} cannot be reached"} for host in hosts),
        *({"sentence": f'server at "{host}" (10.20.0.5), port 5432 failed'} for host in hosts),
        {"sentence": 'connection to server at "fd00:20::5", port 5432 failed'},
        {"sentence": "fd00:20::5: 192.168.0.77: refused"},
        {"sentence": 'FATAL: role "bo_1" may not use database "leicester"'},
    ]
    if "/srv/bo.pem" in url:
        findings.append({"sentence": '"/srv/bo.pem" does not exist'})
    told = unpacked(support_bundle(settings, findings, None, NOW).content)["doctor.json"]
    for secret in ("leicester", "bo_1", "10.20", "fd00", "192.168", "trust.example", "bo.pem"):
        assert secret not in told, secret
    assert "port 5432 failed" in told


def test_a_wrong_passphrase_makes_none(desk_copy: Place, tmp_path: Path) -> None:
    place = tmp_path / "b.zip"
    done = desk_copy.run("doctor", "--bundle", str(place), OOH_CONSOLE_PASSPHRASE="wrong one here")
    assert done.status == 2
    assert not place.exists()


def test_where_the_log_cannot_be_opened_it_is_made_without(
    desk_copy: Place, tmp_path: Path
) -> None:
    (desk_copy.config / "agencies.toml").unlink()
    (desk_copy.data / "console.db").write_bytes(b"no log of ours" * 1_000)
    for beside in desk_copy.data.glob("console.db-*"):
        beside.unlink()
    done = desk_copy.run("doctor", "--bundle", str(tmp_path))
    assert done.status == 1, done.errors
    assert "on NO register" in done.text
    (place,) = tmp_path.glob("ooh-support-*.zip")
    files = unpacked(place.read_bytes())
    assert json.loads(files["database.json"])["opened"] is False
    assert "Ann" not in files["doctor.json"]
    assert any(one["what"] == "bundle without a register" for one in told_in(desk_copy.data))


def test_without_a_name_it_is_in_the_data_folder(desk_copy: Place) -> None:
    (desk_copy.config / "agencies.toml").unlink()
    done = desk_copy.run("doctor", "--bundle")
    assert done.status == 0, done.errors
    (place,) = (desk_copy.data / "support").iterdir()
    assert str(place) in done.text
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert ("Ann Example", "exported") in [row[:2] for row in desk_copy.register()]


def fault(hour: int) -> str:
    """The line of one that happened then, as it is really written."""
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        told = {"msg": "unforeseen", "levelname": "ERROR", "exc_info": (None, error, None)}
        moment = datetime(2026, 11, 24, hour, tzinfo=UTC).timestamp()
        fields = {"name": "ooh_console.desk", "created": moment, events.ATTRIBUTE: {}}
        return written(logging.makeLogRecord({**told, **fields}))


def test_the_doctor_counts_what_nobody_foresaw(tmp_path: Path) -> None:
    settings = Settings(config_folder=tmp_path, data_folder=tmp_path)
    assert list(program_log(settings, NOW)) == []
    path = file.folder_of(tmp_path) / file.NAME
    file.add(path, ['{"at":"2026-11-24T09:00:00.000Z","level":"warning","what":"asked"}'])
    (fine,) = program_log(settings, NOW)
    assert (fine.state, fine.sentence) == ("ok", "Nothing failed unforeseen.")
    file.add(path, [fault(8), fault(9), '{"level":"error"', '{"level":"error","at":7}'])
    (found,) = program_log(settings, NOW)
    assert found.state == "check"
    assert found.sentence.startswith("2 faults that nobody foresaw, the last 24 Nov 2026 09:00")
