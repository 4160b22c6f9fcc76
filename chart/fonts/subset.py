"""Makes SuiseiSans.otf from Inter-Regular.otf of the Inter project (fontTools 4.68).

    python3 subset.py Inter-Regular.otf SuiseiSans.otf

Kept are Latin, Greek and the signs that charts use. Digits get equal widths, kerning is left out:
the width of a text is the sum of its advances, in every program that draws it.
"""

import sys
from fontTools import subset, ttLib
source, target = sys.argv[1:]
font = ttLib.TTFont(source, recalcTimestamp=False)
# Digits of equal width, as in tables.
lookups = font["GSUB"].table
[tabular] = [f.Feature for f in lookups.FeatureList.FeatureRecord if f.FeatureTag == "tnum"][:1]
swap = {}
for index in tabular.LookupListIndex:
    for table in lookups.LookupList.Lookup[index].SubTable:
        swap |= getattr(table, "ExtSubTable", table).mapping
for table in font["cmap"].tables:
    for code, glyph in table.cmap.items():
        if chr(code) in "0123456789+-\u2212":
            table.cmap[code] = swap.get(glyph, glyph)
for record in font["name"].names:
    if record.nameID in (1, 3, 4, 6, 16):
        record.string = "SuiseiSans" if record.nameID == 6 else "Suisei Sans"
options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 3, 4, 6, 13, 14],
                         desubroutinize=False, notdef_outline=True)
worker = subset.Subsetter(options)
ranges = [(0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x2010, 0x2026), (0x2030, 0x2033),
          (0x2070, 0x209C), (0x2190, 0x2193)]
signs = [0x20AC, 0x2202, 0x2206, 0x2207, 0x2211, 0x2212, 0x221A, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265]
worker.populate(unicodes=[c for a, b in ranges for c in range(a, b + 1)] + signs)
worker.subset(font)
for tag in ("GDEF", "GPOS", "GSUB", "DSIG"):
    if tag in font:
        del font[tag]
font.save(target)
