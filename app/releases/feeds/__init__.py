"""From bytes that a vendor's address answered with to entries we can judge.

    bytes | prolog (what is it, is it safe?) | jsonfeed / parse | entries | child (all of that in a limited process)

Nothing here opens an address or a table. A document that cannot be read is a value with a sentence, never an exception.
"""
