"""HTTP toolkit: guard, edge, layout, lists, forms, errors, security headers. Knows no slice.

Start reading at `guard` (nothing is served without a named permission) and `edge` (who asks, what time it is, and the
one writing transaction of a request); `toolkit` shows in which order the rest is put on an application. A page is made
of `templates/layout.html` and the macros beside it; `listing` and `list_page` make every list, `forms` every form.
"""
