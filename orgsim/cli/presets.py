"""`orgsim presets`: the organizations that come with orgsim, to extend or to copy."""

from __future__ import annotations

from textwrap import shorten

import click

from orgsim.cli.exits import Unusable

_LINE = 100
"""Characters."""


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
def presets(name: str | None) -> None:
    """List the presets, or print one, comments and all.

    To start from a copy: orgsim presets startup > my_startup.yaml
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.scenario import preset_names
    from orgsim.scenario.files import preset_comment, preset_text

    if name is not None:
        try:
            click.echo(preset_text(name), nl=False)
        except ValueError as error:
            raise Unusable(str(error)) from error
        return
    width = max(map(len, preset_names()))
    for each in preset_names():
        line = f"preset/{each:<{width}}  "
        about = shorten(preset_comment(each), _LINE - len(line), placeholder=" ...")
        click.echo(line + about)
