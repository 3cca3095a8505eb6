import pytest

from app.releases.feeds.html import one_line, plain, readable


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One<p>Two", "One\n\nTwo"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n- b\n- c"),
        ("<ol><li><p>a</p><p>more of a</p></li><li>b</li></ol>", "- a\nmore of a\n- b"),
        ("<h1>Big<br>news</h1>text", "## Big news\ntext"),
        ("a<br/>b<br>c", "a\nb\nc"),
        ("<pre>keep\n  this</pre>", "keep\n  this"),
        ("<p onclick=x>1 &lt; 2 &amp;&amp; 3</p><style>p{}</style><!-- no -->", "1 < 2 && 3"),
        ("<a href='javascript:x'>word</a> <b>bold</b>face", "word boldface"),
        ("no markup &amp; a < b\n* point", "no markup & a < b\n- point"),
        ("<div>broken <p>never <li>closed", "broken\n\nnever\n- closed"),
        ("<td>loose</td><td>cells</td>", "loosecells"),
        ("<table><tr><td>a<td><td>c<tr><td><td>b</table>", "a |  | c\n | b"),
        ("<ul><li><h3>Head</h3><p>x</p></li><li></li><li> </li></ul><p>y</p>", "## Head\nx\n\ny"),
        ("<p>a</p><ul><li>b</ul><p>c</p><h2>d</h2><p>e</p><div>f</div><div>g</div>", "a\n- b\nc\n\n## d\ne\n\nf\ng"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<p>nul\x00 and \x1b escape</p>", "nul and escape"),
    ],
)
def test_readable(markup, text):
    assert readable(markup) == text


def test_plain_keeps_lines_and_unifies_bullets_and_headings():
    assert plain("# Head\r\n\r\n\r\n* one\r\n  • two\n1.2 three  ") == "## Head\n\n- one\n- two\n1.2 three"


def test_titles_are_one_line_without_markup():
    assert one_line(" Version\n <b>2</b> &amp; more ") == "Version 2 & more"
    assert one_line("a <b> c", is_html=False) == "a <b> c"


def test_lone_surrogates_do_not_survive():
    assert plain("a\ud800b") == "ab"
