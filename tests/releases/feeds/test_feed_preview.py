import json
from pathlib import Path

from app.releases.feeds.preview import json_line, preview_files, sentence

FIXTURES = Path(__file__).parent / "fixtures"
FIELDS = {"uid", "title", "version", "url", "published", "updated", "prerelease", "text", "sha256"}


def test_one_json_line_per_file_exactly_as_promised(tmp_path):
    paths = [FIXTURES / "entry-without-id.rss", FIXTURES / "sign-in-page.html", tmp_path / "missing.xml"]
    previews = list(preview_files(paths))
    good, page, missing = (json.loads(json_line(preview)) for preview in previews)
    assert set(good) == {"source", "kind", "ok", "error", "entries"}
    assert (good["source"], good["kind"], good["ok"], good["error"]) == (str(paths[0]), "rss", True, None)
    assert set(good["entries"][0]) == FIELDS
    assert good["entries"][0]["published"] == "2026-10-05T06:00:00Z"
    assert good["entries"][1]["prerelease"] is True
    assert (page["kind"], page["ok"], page["entries"]) == ("html", False, [])
    assert "could not be opened" in missing["error"]
    assert sentence(previews[0]).endswith("rss, 2 entries")
    assert "\n" not in json_line(previews[0])


def test_the_content_type_reaches_the_reader(tmp_path):
    path = tmp_path / "cyrillic.xml"
    path.write_bytes("<rss><channel><item><title>Версия 3.1</title></item></channel></rss>".encode("koi8-r"))
    (preview,) = preview_files([path], "application/xml; charset=koi8-r")
    assert preview.parsed.entries[0].title == "Версия 3.1"
