"""The aidmatch.toml of a new workspace: every block ready, each behind a # until it is wanted."""

from __future__ import annotations

from aidmatch.formats._wording import Wording

TEMPLATE = """\
# {title}
# https://toml.io

# {cluster}
# [clusters.{name}]
# name = "{called}"
# sender = "{coordinator}"
# email = "coordination@{name}.example.org"
# phone = "+33 4 00 00 00 00"
# perimeter = ["REG-76"]
# language = "{language}"

# {digest}
# [digest]
# full = 3
# lines = 12
# questions = 3
# steps = [60, 30, 14, 7, 2]
# reminder = 14
# say_nothing_new = true
# auto_send = false
# folder = "lettres"

# {mail}
# [mail]
# host = "smtp.example.org"
# security = "starttls"
# user = "coordination@{name}.example.org"
# sender = "coordination@{name}.example.org"
# all_to = "coordination@{name}.example.org"

# {retention}
# [retention]
# letters = 24
# stances = 60
# sendings = 12

[rank]
# {top}
# top = 15

# {weights}
# [rank.weights]
# relevance = 45
# targeting = 14
"""


def first_settings(words: Wording) -> str:
    """The file, its remarks in the language of who makes the workspace."""
    return TEMPLATE.format(
        title=words.text("Settings of this workspace"),
        cluster=words.text("Your cluster: who signs the letters and where members answer (take the # away)"),
        name=words.text("my-cluster"),
        called=words.text("My cluster"),
        coordinator=words.text("First name and name"),
        language=words.language,
        digest=words.text("What a letter holds, and where `monday` writes"),
        mail=words.text("The mailbox the letters leave from; its password is never written here"),
        retention=words.text("How many months what was written is kept"),
        top=words.text("How many calls `rank` shows"),
        weights=words.text("What each part of the score may add; see docs/ranking.md"),
    )
