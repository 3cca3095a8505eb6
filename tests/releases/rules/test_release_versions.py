import pytest

from app.releases.rules.prerelease import prerelease_word
from app.releases.rules.versions import version_in


@pytest.mark.parametrize(
    ("title", "version"),
    [
        ("4.2.1", "4.2.1"),
        ("v25R1", "25R1"),
        ("Vault 24R3.2 is here", "24R3.2"),
        ("2024.3 LTS", "2024.3 LTS"),
        ("Release 23.1", "23.1"),
        ("Release 23", "23"),
        ("Version 3.13, 2026-03-31", "3.13"),
        ("Release v11.10 - Feature Release", "11.10"),
        ("Kiwi TCMS 16.2 (22 Jul 2026)", "16.2"),
        ("4.4.0 / 2025-11-27", "4.4.0"),
        ("1.0.0-SNAPSHOT", "1.0.0-SNAPSHOT"),
        ("Foo 5.0 beta 2", "5.0 beta 2"),
        ("1.2.3+build.7", "1.2.3+build.7"),
        ("10.1 SP2", "10.1 SP2"),
        ("Winter '26 is coming", "Winter '26"),
        ("2026.10", "2026.10"),
        ("Release notes 12.03.2024", ""),
        ("Up to 3.5 % faster", ""),
        ("Now from $4.99", ""),
        ("Maintenance on Sunday", ""),
    ],
)
def test_version_from_the_title(title, version):
    assert version_in(title) == version


@pytest.mark.parametrize(
    ("address", "version"),
    [
        ("tag:github.com,2008:Repository/1234/v1.2.3-rc.1", "1.2.3-rc.1"),
        ("https://vendor.example/releases/tag/v26.4.0?x=1", "26.4.0"),
        ("https://vendor.example/release-notes/25R1", "25R1"),
        ("https://vendor.example/2026/10/05/news.html", ""),
        ("https://vendor.example/p/1.html", ""),
    ],
)
def test_version_from_the_end_of_an_address(address, version):
    assert version_in("News", uid=address) == version
    assert version_in("News", url=address) == version


@pytest.mark.parametrize(
    "title",
    [
        "5.0 alpha",
        "5.0-beta.2",
        "4.4.0-RC1",
        "Moodle 5.0 (preview)",
        "Preview release",
        "3.14dev2",
        "2.0b1",
        "5.3.0.M1",
        "4.2.1-pre",
        "1.0.0-SNAPSHOT",
        "Beta 4.2",
        "Release candidate 4.2",
        "Pre-release of the autumn version",
        "nightly",
    ],
)
def test_prereleases(title):
    assert prerelease_word(title, version_in(title))


@pytest.mark.parametrize(
    "title",
    [
        "Alphabet 2.0",
        "Devices 3.1",
        "Fixed the preview pane in 4.2",
        "Prepared 4.2",
        "Developer notes 4.2",
        "4.2 released",
        "Dev tools updated in 4.2",
        "March 2.1",
        "Betamax support 3.0",
        "Archive 5.0",
        "4.2 with faster previews",
        "",
    ],
)
def test_releases_that_only_sound_like_prereleases(title):
    assert prerelease_word(title, version_in(title)) == ""


def test_a_tag_in_the_address_counts():
    assert prerelease_word("Sunrise", "", "v4.2.0-beta.1") == "beta"
