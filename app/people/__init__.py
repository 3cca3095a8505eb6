"""People: accounts, roles, the page of permissions, sign-in, sessions, and who may sign.

Decides who somebody is, whether they may come in and whether anything stands between them and a signature. It does not
know what they sign. Start reading at `permissions` (who may do what), then `gates` (may this person sign),
`sign_in` (who asks), `signing` and `signing_view` (proving oneself at every signature).
"""
