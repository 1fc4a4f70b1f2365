"""The only place that wires the parts together: settings, ledger, keys, agencies, desk, screen.

What others use of it stands here by name and is imported when it is asked for: a first frame must
not wait for what only the desk behind it needs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ooh_console.bootstrap.accounts import account_key as account_key
    from ooh_console.bootstrap.accounts import is_account as is_account
    from ooh_console.bootstrap.at_rest import encrypt_desk as encrypt_desk
    from ooh_console.bootstrap.at_rest import recover as recover
    from ooh_console.bootstrap.at_rest import renew_recovery_key as renew_recovery_key
    from ooh_console.bootstrap.backups import backup_of as backup_of
    from ooh_console.bootstrap.backups import last_backup as last_backup
    from ooh_console.bootstrap.backups import remember_backup as remember_backup
    from ooh_console.bootstrap.backups import restoring as restoring
    from ooh_console.bootstrap.browser import serve_desk as serve_desk
    from ooh_console.bootstrap.clock import clock_of_database as clock_of_database
    from ooh_console.bootstrap.clock import utcnow as utcnow
    from ooh_console.bootstrap.conformance import agency_checked as agency_checked
    from ooh_console.bootstrap.databases import desk_of_its_file as desk_of_its_file
    from ooh_console.bootstrap.databases import init_server as init_server
    from ooh_console.bootstrap.databases import move_to_file as move_to_file
    from ooh_console.bootstrap.databases import move_to_server as move_to_server
    from ooh_console.bootstrap.databases import way_there as way_there
    from ooh_console.bootstrap.databases import ways_past as ways_past
    from ooh_console.bootstrap.exercise import CHEAP as CHEAP
    from ooh_console.bootstrap.exercise import ExerciseOpening as ExerciseOpening
    from ooh_console.bootstrap.exercise import open_exercise as open_exercise
    from ooh_console.bootstrap.headless import play_headless as play_headless
    from ooh_console.bootstrap.kept_here import found_here as found_here
    from ooh_console.bootstrap.kept_here import in_no_log as in_no_log
    from ooh_console.bootstrap.live import LiveOpening as LiveOpening
    from ooh_console.bootstrap.log_here import LogHere as LogHere
    from ooh_console.bootstrap.log_here import sealed as sealed
    from ooh_console.bootstrap.opening import open_live as open_live
    from ooh_console.bootstrap.parts import Parts as Parts
    from ooh_console.bootstrap.people import People as People
    from ooh_console.bootstrap.place import DATABASE as DATABASE
    from ooh_console.bootstrap.place import file_of as file_of
    from ooh_console.bootstrap.place import has_log as has_log
    from ooh_console.bootstrap.place import server_of as server_of
    from ooh_console.bootstrap.publishing import (
        birth_plan_questionnaire as birth_plan_questionnaire,
    )
    from ooh_console.bootstrap.putting_back import lost_entries as lost_entries
    from ooh_console.bootstrap.putting_back import put_back as put_back
    from ooh_console.bootstrap.reading import broken_exercises as broken_exercises
    from ooh_console.bootstrap.reading import checkpoint_in as checkpoint_in
    from ooh_console.bootstrap.reading import configured as configured
    from ooh_console.bootstrap.reading import gateway_of as gateway_of
    from ooh_console.bootstrap.reading import is_exercise as is_exercise
    from ooh_console.bootstrap.reading import open_log as open_log
    from ooh_console.bootstrap.secrets import forget_secret as forget_secret
    from ooh_console.bootstrap.secrets import keep_secret as keep_secret
    from ooh_console.bootstrap.support import Bundle as Bundle
    from ooh_console.bootstrap.support import about_in_bundle as about_in_bundle
    from ooh_console.bootstrap.support import bundle_place as bundle_place
    from ooh_console.bootstrap.support import log_is_lost as log_is_lost
    from ooh_console.bootstrap.support import put_bundle as put_bundle
    from ooh_console.bootstrap.support import support_bundle as support_bundle
    from ooh_console.bootstrap.terminal import run_screen as run_screen
    from ooh_console.bootstrap.verifying import AtHand as AtHand
    from ooh_console.bootstrap.verifying import checkpoint_here as checkpoint_here
    from ooh_console.bootstrap.verifying import export_in as export_in
    from ooh_console.bootstrap.witnessing import take_as_it_stands as take_as_it_stands
    from ooh_console.bootstrap.witnessing import witnessed as witnessed
    from ooh_console.configuration import Problem as Problem
    from ooh_console.ledger.moving import Moved as Moved
    from ooh_console.settings import Settings as Settings

_ANSWERED_BY = {
    "account_key": "accounts",
    "is_account": "accounts",
    "encrypt_desk": "at_rest",
    "recover": "at_rest",
    "renew_recovery_key": "at_rest",
    "backup_of": "backups",
    "last_backup": "backups",
    "remember_backup": "backups",
    "restoring": "backups",
    "serve_desk": "browser",
    "clock_of_database": "clock",
    "utcnow": "clock",
    "agency_checked": "conformance",
    "desk_of_its_file": "databases",
    "init_server": "databases",
    "move_to_file": "databases",
    "move_to_server": "databases",
    "way_there": "databases",
    "ways_past": "databases",
    "CHEAP": "exercise",
    "ExerciseOpening": "exercise",
    "open_exercise": "exercise",
    "play_headless": "headless",
    "found_here": "kept_here",
    "in_no_log": "kept_here",
    "LiveOpening": "live",
    "LogHere": "log_here",
    "sealed": "log_here",
    "open_live": "opening",
    "Parts": "parts",
    "People": "people",
    "DATABASE": "place",
    "file_of": "place",
    "has_log": "place",
    "server_of": "place",
    "birth_plan_questionnaire": "publishing",
    "lost_entries": "putting_back",
    "put_back": "putting_back",
    "broken_exercises": "reading",
    "checkpoint_in": "reading",
    "configured": "reading",
    "gateway_of": "reading",
    "is_exercise": "reading",
    "open_log": "reading",
    "forget_secret": "secrets",
    "keep_secret": "secrets",
    "Bundle": "support",
    "about_in_bundle": "support",
    "bundle_place": "support",
    "log_is_lost": "support",
    "put_bundle": "support",
    "support_bundle": "support",
    "run_screen": "terminal",
    "take_as_it_stands": "witnessing",
    "witnessed": "witnessing",
    "AtHand": "verifying",
    "checkpoint_here": "verifying",
    "export_in": "verifying",
}
"""Name, and the file of this package that has it."""


def __getattr__(name: str) -> Any:
    if name not in _ANSWERED_BY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_ANSWERED_BY[name]}"), name)
