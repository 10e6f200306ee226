"""The one error that a person sees: a sentence, without a traceback.

It is in neither `bridge` nor `http`, because both raise it and neither imports the other.
"""


class BackupsError(Exception):
    """What failed, on which resource, why, and what to do, in one line.

    Raised if the cause is outside this package: a setting, the network, the vendor's response. Pulumi shows only its
    text. Every other exception is a bug of ours and keeps its traceback.
    """


def one_line(text: str, most: int = 300) -> str:
    """A text from outside, for use in a message: on one line, without control characters, at most `most` characters."""
    text = " ".join(printable(text).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def printable(text: str) -> str:
    """A text without control characters, which a terminal could act on."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)
