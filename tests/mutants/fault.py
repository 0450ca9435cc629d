"""A deliberate fault: one place of the program, and what stands there instead."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A mistake that somebody might make.

    Attributes
    ----------
    name : str
        What is wrong, in words.
    file : str
        Where, from the root of the repository.
    old, new : str
        The text, which stands there exactly once, and what takes its place.
    seen_by : str
        Which tests are asked first, as pytest takes them: a file, and after `-k` a word of names.
        What they miss all others are asked.
    """

    name: str
    file: str
    old: str
    new: str
    seen_by: str

    def applied(self, source: str) -> str:
        """The source with the fault in it.

        Raises
        ------
        LookupError
            When the old text does not stand there exactly once.
        """
        found = source.count(self.old)
        if found != 1:
            raise LookupError(f"{self.name}: stands {found} times in {self.file}: {self.old!r}")
        return source.replace(self.old, self.new)
