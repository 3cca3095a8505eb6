"""Characters that look like Latin letters: Cyrillic, Greek, Armenian, phonetic. NFKC undoes full-width ones.

Own table, by eye: the letters that a reader cannot tell apart in an ordinary sans-serif typeface.
"""

_PAIRS = (
    # Cyrillic capitals
    "АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ԌG ԚQ ԜW ҮY ҺH ӀI ԀD ЁE ЇI ԍG ҒF ЬB ПN ИN "
    # Cyrillic small letters
    "аa вb еe ѕs іi јj кk мm нh оo рp сc тt уy хx ԁd ԛq ԝw үy һh ӏl ёe їi гr пn иn ьb ґr қk ҡk ҳx ӽx ԉn "
    # Greek capitals
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC ϺM ϜF "
    # Greek small letters
    "αa βb γy εe ηn ιi κk μu νv οo ρp σo τt υu χx ωw ϲc ϳj ϱp ϵe "
    # Armenian and Hebrew
    "ԱU ՍU ՕO օo ոn սu հh ցg զq յj ԼL ՏS ןl סo "
    # Latin and phonetic letters outside a-z
    "ɑa ɡg ıi ȷj ɩi ʀr ɢg ɪi ʙb ʜh ʟl ɴn ʏy ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ꜱs ƅb ƒf ƽs ɋq "
    "ʋv ɯw ʂs đd ħh łl øo ŧt ƀb ɨi ʉu ɵo ǀl ǃl "
    # Cherokee and Coptic capitals
    "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᎡR ᏚS ᎢT ᏙV ᎳW ᏃZ ⲟo ⲞO ⲣp ⲤC ⲥc ⲁa ⲕk ⲓi"
)

LATIN_FOR: dict[str, str] = {pair[0]: pair[1] for pair in _PAIRS.split()}
"""The Latin letter that each of them looks like."""

SAME_SHAPE: tuple[tuple[str, str], ...] = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Latin letters that look like another one when they stand together."""

ONE_STROKE = {"0": "o", "1": "l", "|": "l", "i": "l", "!": "l", "5": "s"}
"""Signs that many typefaces draw alike, after folding to small letters."""
