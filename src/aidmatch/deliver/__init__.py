"""Letters out the door: into a mailbox, once each, or into a folder.

It knows bytes and addresses, and nothing of what a letter says.
"""

from aidmatch.deliver.post import Mailbox, Post

__all__ = ["Mailbox", "Post"]
