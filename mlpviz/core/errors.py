"""The one error a user can cause; it knows nothing of windows or terminals."""


class MlpvizError(Exception):
    """Something the user did or gave cannot work.

    The text is shown as it is, in a dialog, at a field or on one terminal line:
    what went wrong, where, and what to do next, in the user's words.

    Parameters
    ----------
    what : str
        What went wrong, a sentence without its full stop.
    where : str, optional
        The file, row, field or layer concerned; put in front.
    advice : str, optional
        What to do next; put behind.
    """

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        self.what = what
        self.where = where
        self.advice = advice
        head = f"{where}: {what}" if where else what
        super().__init__(f"{head}. {advice}" if advice else head)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way out of a child process."""
        return (_rebuild, (self.what, self.where, self.advice))


def _rebuild(what: str, where: str, advice: str) -> MlpvizError:
    return MlpvizError(what, where=where, advice=advice)
