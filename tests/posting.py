"""A journal with letters ready to leave, and a program that sends them: what the tests of sending start from.

python -m tests.posting JOURNAL PORT [SECURITY]
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from aidmatch.deliver.fate import Report
from aidmatch.deliver.mail import send
from aidmatch.deliver.post import Mailbox, Post
from aidmatch.fetch import Patience
from aidmatch.journal import Journal, Seen, Shown, letters

AT = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Europe/Paris"))
WEEK = "2026-W48"
SENDER = USER = "animatrice@grappe.example"
PASSWORD = "correct-cheval"  # noqa: S105 - of a server on this machine
QUICK = Patience(attempts=3, first=0.01, longest=0.02)


def written(home: Path, count: int) -> list[int]:
    """Letters released to so many members; their numbers in the journal."""
    with Journal(home, write=True) as journal:
        for number in range(1, count + 1):
            shown = Shown("aide", "new", "full", Seen("eligible"))
            letters.draft(journal, WEEK, "weekly", f"membre-{number:02}", "", None, AT, {"subject": "x"}, [shown])
        ids = [one.id for one in letters.kept(journal, WEEK)]
        letters.release(journal, ids, AT)
        return ids


def posts_of(journal: Journal) -> list[Post]:
    """A mail for each letter of the week."""
    return [post(one.id, one.company) for one in letters.kept(journal, WEEK)]


BODY = "Bonjour,\n.\n.. un point seul\nÀ bientôt\n"


def post(letter: int, company: str, *, body: str = BODY, **headers: str) -> Post:
    """A small mail."""
    mail = EmailMessage(policy=policy.SMTP)
    reader, id_ = f"{company}@lecteurs.example", f"<{WEEK}.{company}@grappe.example>"
    facts = {"From": SENDER, "To": reader, "Subject": "2 aides pour vous : à déposer", "Message-ID": id_} | headers
    for name, value in facts.items():
        mail[name] = value
    mail.set_content(body, cte="quoted-printable")
    return Post(letter, company, company.title(), reader, SENDER, mail.as_bytes(), id_)


def mailbox(port: int, **facts: object) -> Mailbox:
    """The mailbox of the server on this machine, in a hurry."""
    own = Mailbox("localhost", port, "none", pace=10_000, silence=20, last_word=20)
    return own._replace(**facts)  # type: ignore[arg-type]


SIGNED = {"user": USER, "password": SecretStr(PASSWORD)}


def sent(home: Path, port: int) -> Report:
    """All letters of the journal, sent."""
    with Journal(home, write=True) as journal:
        return send(posts_of(journal), mailbox(port), journal, AT, patience=QUICK)


if __name__ == "__main__":
    done = sent(Path(sys.argv[1]), int(sys.argv[2]))
    told = {name: len(getattr(done, name)) for name in ("sent", "already", "later", "refused", "doubtful")}
    sys.stdout.write(json.dumps(told))
    sys.exit(done.exit_code)
