"""Sums up the reports of all tests: what passed only at the second try, why tests were skipped, then one line of numbers."""

import collections
import pathlib
import xml.etree.ElementTree as xml

numbers = collections.Counter()
reasons = collections.Counter()
for report in sorted(pathlib.Path(".").glob("*/target/surefire-reports/TEST-*.xml")):
    for case in xml.parse(report).getroot().iter("testcase"):
        skipped = case.find("skipped")
        if skipped is not None:
            numbers["skipped"] += 1
            reason = (skipped.get("message") or "no reason given").strip()
            reasons[case.get("classname").rpartition(".")[2] + ": " + reason.splitlines()[0]] += 1
        elif case.find("failure") is not None or case.find("error") is not None:
            numbers["failed"] += 1
        else:
            numbers["passed"] += 1
            if case.find("flakyFailure") is not None or case.find("flakyError") is not None:
                print(f"FLAKY: {case.get('classname')}.{case.get('name')} passed at the second try; find out why")

for reason, count in sorted(reasons.items()):
    print(f"skipped {count} of {reason}")
print(f"{numbers['passed']} passed, {numbers['failed']} failed, {numbers['skipped']} skipped")
