#!/usr/bin/env python3
"""Makes lower_case_table.h from Debian's package unicode-data.

    lower_case_table.py [/usr/share/unicode] > lower_case_table.h

The table holds what Java's String.toLowerCase needs: the simple mappings of UnicodeData.txt, and for the final sigma the
kinds of characters that java.text.BreakIterator makes words of, and which of them have case. Both were observed on
Java 17, one call for each code point; what the general category does not explain is listed below.
"""
import sys

LAST = 0x10FFFF

ENUMERATORS = {"other": "kOther", "letter": "kLetter", "cased_letter": "kCasedLetter", "digit": "kDigit",
               "cased_digit": "kCasedDigit", "mark": "kMark", "cased_mark": "kCasedMark", "ignored": "kIgnored",
               "mid_letter": "kMidLetter", "mid_digit": "kMidDigit", "mid_either": "kMidEither"}

# Letters that java.text.BreakIterator keeps apart from others: kana, and the ideographs of Unicode 1.1 and 2.0.
APART = [(0x3005, 0x3005), (0x3041, 0x3094), (0x309B, 0x309E), (0x30A1, 0x30FE), (0x4E00, 0x9FA5), (0xF900, 0xFA2D)]

# Punctuation between two letters, two digits, or either, that does not end a word; so do Pd and Pc between letters.
MID_LETTER = {0xAD, 0x2027}
MID_DIGIT = {0x2C, 0x66B}
MID_EITHER = {0x22, 0x27, 0x2E}

# Cased although neither Lu, Ll nor Lt. Circled letters (24B6 to 24E9) are too, but stand alone: no word, no matter.
CASED = [(0x2B0, 0x2B8), (0x2C0, 0x2C1), (0x2E0, 0x2E4), (0x345, 0x345), (0x37A, 0x37A), (0x1D2C, 0x1D61),
         (0x2160, 0x217F)]


# Where the marks of scripts with case are. Others pass for letters: a text in which that shows mixes, inside one word,
# capital Greek with a script that has no capitals.
MARKS = [(0x300, 0x36F), (0x483, 0x489), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0x3099, 0x309A),
         (0xFE20, 0xFE2F)]


def within(code, ranges):
    return any(first <= code <= last for first, last in ranges)


def kind(code, category):
    """The name of the Kind (lower_case.h) of a code point."""
    cased = category in ("Lu", "Ll", "Lt") or within(code, CASED)
    if code in MID_LETTER or category in ("Pd", "Pc"):
        return "mid_letter"
    if code in MID_DIGIT:
        return "mid_digit"
    if code in MID_EITHER:
        return "mid_either"
    if within(code, APART):
        return "other"
    if category[0] == "L" or category == "Mc":
        return "cased_letter" if cased else "letter"
    if category[0] == "N":
        return "cased_digit" if cased else "digit"
    if category in ("Mn", "Me"):
        return "letter" if not within(code, MARKS) else "cased_mark" if cased else "mark"
    return "ignored" if category == "Cf" else "other"


def read_characters(folder):
    """General categories and simple lower case mappings, by code point."""
    categories, lower = {}, {}
    first = None
    for line in open(folder + "/UnicodeData.txt"):
        fields = line.split(";")
        code = int(fields[0], 16)
        if fields[1].endswith(", First>"):
            first = code
            continue
        for each in range(code if first is None else first, code + 1):
            categories[each] = fields[2]
        first = None
        if fields[13]:
            lower[code] = int(fields[13], 16)
    return categories, lower


def check_special_casing(folder):
    """lower_case.cpp knows two special lower cases without a language: dotted I and final sigma. Are there more?"""
    found = set()
    for line in open(folder + "/SpecialCasing.txt"):
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if len(fields) < 5:
            continue
        code, lower, conditions = fields[0], fields[1], fields[4].split()
        if any(word.islower() for word in conditions):  # of one language
            continue
        if conditions or len(lower.split()) > 1:
            found.add((code, lower))
    assert found == {("0130", "0069 0307"), ("03A3", "03C2")}, found


def runs_of(lower):
    """[first, last, step, delta]: every step-th code point from first to last has its lower case delta further on."""
    runs = []
    for code, target in sorted(lower.items()):
        if runs:
            run = runs[-1]
            step = code - run[1]
            if target - code == run[3] and step in (1, 2) and (run[0] == run[1] or step == run[2]):
                run[1], run[2] = code, step
                continue
        runs.append([code, code, 1, target - code])
    return runs


def rows(items, per_row):
    items = list(items)
    for at in range(0, len(items), per_row):
        print("    " + ", ".join(items[at:at + per_row]) + ",")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"
    version = open(folder + "/PropList.txt").readline().strip("# \n").removeprefix("PropList-").removesuffix(".txt")
    check_special_casing(folder)
    categories, lower = read_characters(folder)
    print("// Made by lower_case_table.py from Unicode %s; not to be edited." % version)
    print("// clang-format off\n#pragma once\n")
    print('#include "base/lower_case.h"\n')
    print("namespace ks::text {\n")
    runs = runs_of(lower)
    print("inline constexpr LowerRun kLowerRuns[] = {")
    rows(("{0x%x, 0x%x, %d, %d}" % tuple(run) for run in runs), 4)
    print("};\n")
    starts, before = [], None
    for code in range(LAST + 1):
        if code not in categories:  # unassigned ones pass for what stands before them
            continue
        now = kind(code, categories[code])
        if now != before:
            starts.append((code, now))
        before = now
    print("inline constexpr KindStart kKindStarts[] = {")
    rows(("{0x%x, %s}" % (code, ENUMERATORS[name]) for code, name in starts), 6)
    print("};\n")
    print("}  // namespace ks::text")
    print(len(runs), "runs,", len(starts), "starts", file=sys.stderr)


if __name__ == "__main__":
    main()
