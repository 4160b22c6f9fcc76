"""The bytes of journals and batches, held against the golden files that the Rust side reads too."""

from __future__ import annotations

import json
from pathlib import Path

import golden
import pytest
from fake_server import decode_batch, decode_journal, same

from suisei.reader import JournalReader

GOLDEN = Path(__file__).parents[3] / "core" / "tests" / "golden"
EXPECTED = json.loads((GOLDEN / "events_v1.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(golden.files()))
def test_the_writer_makes_these_bytes(name: str) -> None:
    assert golden.files()[name] == (GOLDEN / name).read_bytes()


def as_json(events: list) -> list:
    return [
        {**event, "value": golden.number(event["value"])} if event["kind"] == "metric" else event
        for event in events
    ]


def test_an_independent_decoder_finds_these_events() -> None:
    header, events = decode_journal((GOLDEN / "journal_v1.bin").read_bytes())
    assert header == EXPECTED["header"]
    assert same(as_json(events), EXPECTED["events"])
    writer, first, events = decode_batch((GOLDEN / "batch_v1.bin").read_bytes())
    assert (writer, first) == (EXPECTED["batch"]["writer"], EXPECTED["batch"]["first_seq"])
    assert same(as_json(events), EXPECTED["events"][first:])


@pytest.mark.parametrize(
    ("name", "missing"),
    [("journal_v1.bin", 0), ("journal_v1_torn.bin", 1), ("journal_v1_reserved.bin", 0)],
)
def test_the_reader_counts_whole_events(name: str, missing: int) -> None:
    reader = JournalReader(GOLDEN / name)
    chunk = reader.read()
    assert chunk is not None
    assert reader.header == EXPECTED["header"]
    assert (chunk.first_seq, chunk.events) == (0, len(EXPECTED["events"]) - missing)
    assert [asset["name"] for asset in chunk.assets] == ["samples/first.png"]
    assert reader.read() is None
    assert reader.damage() is None
    reader.close()


def test_damage_in_the_middle_is_named(tmp_path: Path) -> None:
    data = bytearray((GOLDEN / "journal_v1.bin").read_bytes())
    data[600] ^= 1
    path = tmp_path / "journal"
    path.write_bytes(data)
    reader = JournalReader(path)
    assert reader.read() is not None
    assert reader.read() is None
    assert "damaged at byte" in str(reader.damage())
    reader.close()


@pytest.mark.parametrize("events", [1, 2, 3, 7, 1000])
def test_every_cut_defines_its_series(events: int) -> None:
    reader = JournalReader(GOLDEN / "journal_v1.bin")
    found, seq = [], 0
    while (chunk := reader.read(events=max(events, 5))) is not None:
        head = b"SUIB\x01\x00\x01\x00" + chunk.first_seq.to_bytes(8, "little") + b"w"
        _, first, part = decode_batch(head + chunk.body)
        assert first == seq
        seq += len(part)
        found += part
    assert same(as_json(found), EXPECTED["events"])
    reader.close()
