"""What the models say about their keys, read from the sentences that stand under the fields.

They are read when somebody asks for the schema, from the source: a scenario loads without them.
"""

import ast
import inspect
import re
import sys
from functools import cache
from itertools import pairwise

from pydantic import BaseModel

_NUMPY_SECTION = re.compile(r"\n\n[A-Z][A-Za-z ]*\n-{3,}\n")


def section_description(model: type[BaseModel]) -> str:
    """Return what a model's docstring says about the section of the file, paragraphs kept.

    Examples
    --------
    >>> from orgsim.rules.promotion.selection import Worst
    >>> section_description(Worst)
    'The least ready first: what Pluchino et al. (2010) try against the Peter principle.'
    """
    text = inspect.cleandoc(_written(model).__doc__ or "")
    body = _NUMPY_SECTION.split(text, maxsplit=1)[0]
    return "\n\n".join(_in_one_line(paragraph) for paragraph in body.split("\n\n"))


def summary(model: type[BaseModel]) -> str:
    """Return the first paragraph of what a model's docstring says."""
    return section_description(model).split("\n\n", maxsplit=1)[0]


def field_descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Return the sentence under each field of a model, inherited fields included.

    Examples
    --------
    >>> from orgsim.rules.staffing import Staffing
    >>> field_descriptions(Staffing)["every"]
    'Time from one review to the next; whole weeks or whole months.'
    """
    found: dict[str, str] = {}
    for base in reversed(_written(model).__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            found.update(_of_module(base.__module__).get(base.__name__, {}))
    return found


def _written(model: type[BaseModel]) -> type[BaseModel]:
    """Return the class as it stands in the source: `Normal` for `Normal[Duration]`."""
    origin: type[BaseModel] | None = model.__pydantic_generic_metadata__["origin"]
    return origin or model


@cache
def _of_module(name: str) -> dict[str, dict[str, str]]:
    """Return the sentences under the fields of all classes of a module."""
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    return {
        each.name: _under_fields(each.body) for each in tree.body if isinstance(each, ast.ClassDef)
    }


def _under_fields(body: list[ast.stmt]) -> dict[str, str]:
    found = {}
    for statement, following in pairwise(body):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
            and isinstance(following.value.value, str)
        ):
            found[statement.target.id] = _in_one_line(following.value.value)
    return found


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
