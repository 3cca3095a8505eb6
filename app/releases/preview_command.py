"""`feeds preview`: what a file or address says, one line each. Reads, never writes; no database, secret or instance.

Imports nothing but the readers and the outbound guard, so that it starts fast and runs on a machine that has neither.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from app.base.clock import system_clock
from app.base.outbound import Allow, Outbound
from app.releases.feeds.entries import refused
from app.releases.feeds.fetch import NO_VALIDATORS, Fetched, NotModified, fetch
from app.releases.feeds.pool import ParserChild
from app.releases.feeds.preview import Preview, json_line, preview_files, sentence


@click.command("preview")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", help="An address to ask instead of files, through the outbound guard.")
@click.option("--content-type", help="The Content-Type under which the document came; its charset counts.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each source on standard output.")
def preview(files: tuple[Path, ...], url: str | None, content_type: str | None, as_json: bool) -> None:
    """Show what FILEs, or the address of --url, say as feeds. Writes nothing."""
    if bool(files) is bool(url):
        raise click.UsageError("Name at least one file, or an address with --url, but not both.")
    previews = _of_address(url, content_type) if url else preview_files(files, content_type)
    sys.exit(_print(previews, as_json=as_json))


def _print(previews: Iterable[Preview], *, as_json: bool) -> int:
    """Print each preview as soon as it is there; return 1 when a source could not be read as a feed."""
    code = 0
    for one in previews:
        click.echo(json_line(one) if as_json else sentence(one))
        if not as_json:
            _print_entries(one)
        code = code if one.parsed.is_ok else 1
    return code


def _print_entries(preview: Preview) -> None:
    for entry in preview.parsed.entries:
        told = entry.published or entry.updated
        day = f"{told:%Y-%m-%d}" if told else "no date   "
        click.echo(f"  {day}  {entry.title}{'  (pre-release)' if entry.is_prerelease else ''}")


def _of_address(url: str, content_type: str | None) -> Iterator[Preview]:
    with Outbound(_allow()) as outbound:
        found = fetch(outbound, url, NO_VALIDATORS, system_clock())
    if isinstance(found, Fetched):
        with ParserChild() as child:
            parsed = child.parse(found.body, content_type=content_type or found.content_type, url=found.url)
        yield Preview(url, parsed)
        return
    why = "The server says that nothing changed." if isinstance(found, NotModified) else found.sentence
    yield Preview(url, refused("unknown", why))


def _allow() -> Allow:
    try:
        return Allow.parse(os.environ.get("QUALWARD_OUTBOUND_ALLOW", ""))
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem
