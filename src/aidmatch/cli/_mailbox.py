"""The mailbox of a workspace: aidmatch.toml says which, the environment or the keyring holds the password."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aidmatch.cli._session import refuse

if TYPE_CHECKING:
    from pydantic import SecretStr

    from aidmatch.cli._session import Session
    from aidmatch.config._letters import Letters
    from aidmatch.deliver import Mailbox

PASSWORD = "AIDMATCH_MAIL_PASSWORD"  # noqa: S105 - the variable's name

KEYRING = "aidmatch"
"""The name the password is kept under: keyring set aidmatch USER."""


def mailbox_of(session: Session) -> Mailbox:
    """The mailbox letters leave from, or what is missing."""
    from aidmatch.deliver.post import PORTS, Mailbox

    mail = session.letters.mail
    if mail.host is None:
        refuse(
            "aidmatch.toml names no mail server",
            'under [mail], write host = "smtp.example.org"; or write the letters as drafts (--format eml)',
        )
    password = _password(mail.user) if mail.user is not None else None
    port = mail.port or PORTS[mail.security]
    return Mailbox(mail.host, port, mail.security, mail.user, password, mail.pace, mail.all_to)


def sender_named(letters: Letters, cluster: str | None = None) -> str | None:
    """The address letters come from: that of the settings, else the cluster's, else the mailbox's own."""
    mail = letters.mail
    named = letters.clusters.get(cluster) if cluster is not None else None
    own = [one.email for one in ((named,) if named else letters.clusters.values()) if one.email]
    mailbox = mail.user if mail.user and "@" in mail.user else None
    return mail.sender or next(iter(own), mailbox)


def sender_of(letters: Letters, cluster: str | None = None) -> str:
    """The same, or what to write in the settings."""
    return sender_named(letters, cluster) or refuse(
        "aidmatch.toml does not say which address the letters come from", 'under [mail], write sender = "…@…"'
    )


def _password(user: str) -> SecretStr:
    from pydantic import SecretStr

    found = os.environ.get(PASSWORD) or _kept(user)
    if not found:
        refuse(
            "no password for {user:text}",
            "put it in the environment variable {variable}, or in the keyring: keyring set {name} {user:text}",
            user=user,
            variable=PASSWORD,
            name=KEYRING,
        )
    return SecretStr(found)


def _kept(user: str) -> str | None:
    """What the system's keyring holds; nothing where there is none."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(KEYRING, user)
    except (KeyringError, OSError):
        return None
