"""The one error that a person sees: a sentence, without a traceback.

It stands apart from `bridge` and `http` so that these two need not know each other.
"""


class BackupsError(Exception):
    """What failed, on which resource, why, and what to do, in one line.

    Raised wherever the cause is outside this package: a setting, the network, the vendor's answer. Pulumi
    shows its text alone. Anything else that is raised is a bug of ours and keeps its traceback.
    """


def one_line(text: str, most: int = 300) -> str:
    """A text of somebody else's, as it may stand in a sentence: one line, no control characters, not endless."""
    text = " ".join(printable(text).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def printable(text: str) -> str:
    """A text without control characters, of which a terminal might make something else."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)
