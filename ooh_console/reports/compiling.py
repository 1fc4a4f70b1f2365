"""Sets a PDF: `python -m ooh_console.reports.compiling` reads what to set as JSON from its standard
input and writes the file to its standard output.

It knows nothing of the console, so that it starts at once. No package is fetched and no font of the
computer used: every computer makes the same pages, and needs no network for it.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
LETTERS_MISSING = 3
"""Exit status: there is a text that the letters cannot show."""


def main() -> int:
    """Sets what stands on standard input; a reason why not goes to standard error."""
    import typst

    order = json.load(sys.stdin.buffer)
    try:
        made = typst.compile(
            (TEMPLATES / order["template"]).read_bytes(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"report": json.dumps(order["content"], ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=datetime.fromtimestamp(order["at"], UTC),
        )
    except typst.TypstError as error:
        print(error.message, file=sys.stderr)
        return LETTERS_MISSING if "could not be displayed" in error.message else 1
    assert isinstance(made, bytes)
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
