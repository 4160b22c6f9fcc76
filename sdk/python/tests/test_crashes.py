"""The training process dies at any moment: what had returned is in the journal and arrives."""

from __future__ import annotations

import os
import random
import signal
import struct
import time
from pathlib import Path

import pytest
from conftest import Script, journal_events
from fake_server import FakeServer

from suisei import appendfile
from suisei.appendfile import AppendFile
from suisei.journal import Journal
from suisei.reader import JournalReader

TRAINER = """
import os, struct, time
from suisei import Experiment
experiment = Experiment()
side = {side}
step = 0
while True:
    experiment.log_metric("loss", step * 0.5, step)
    if step % 50 == 0:
        experiment.log_metrics({{"a": step, "b": step}}, step=step)
        experiment.log_text(f"text {{step}}", step=step)
    os.write(side, struct.pack("<q", step))
    step += 1
    if step % 10 == 0:
        time.sleep(0.001)
"""


def read_all(descriptor: int) -> bytes:
    data = b""
    while part := os.read(descriptor, 1 << 16):
        data += part
    return data


@pytest.mark.parametrize("round_", range(5))
def test_kill_at_a_random_moment(online: FakeServer, script: Script, round_: int) -> None:
    reading, writing = os.pipe()
    process = script.start(TRAINER.format(side=writing), pass_fds=[writing])
    os.close(writing)
    data = os.read(reading, 8)
    seconds = random.uniform(0.0, 0.6)
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        data += os.read(reading, 1 << 16)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    data += read_all(reading)
    os.close(reading)
    returned = struct.unpack(f"<{len(data) // 8}q", data[: len(data) // 8 * 8])
    last = returned[-1]
    online.wait_for(lambda store: len(store.statuses) == 2)
    (key,) = online.store.experiments
    points = online.store.points(key, "loss")
    assert points[: last + 1] == [(step, step * 0.5) for step in range(last + 1)]
    assert len(points) <= last + 2
    texts = [event for event in online.store.all(key, "asset") if event["type"] == "text"]
    assert len(texts) >= last // 50 + 1
    assert all(event["sha256"] in online.store.blobs for event in texts)
    final = online.store.all(key, "status")[-1]
    assert final["state"] == "failed" and "without a last word" in final["message"]
    (folder,) = Path(os.environ["SUISEI_DIR"]).iterdir()
    assert len(journal_events(folder)) == len(online.store.all(key))


def journal(folder: Path) -> Journal:
    return Journal(folder, {"experiment": "k" * 32, "created": 0, "project": "p"})


def test_every_torn_end_is_a_whole_journal_before_it(tmp_path: Path) -> None:
    writing = journal(tmp_path / "w")
    for step in range(3):
        writing.metric("a", None, float(step), step, None)
    writing.event({"kind": "tag", "name": "x"})
    writing.close()
    whole = (tmp_path / "w" / "journal").read_bytes()
    reader = JournalReader(tmp_path / "w" / "journal")
    assert reader.read() is not None
    reader.close()
    start = whole.index(b'"writer"')
    seen = set()
    for cut in range(start, len(whole)):
        for tail in (b"", bytes(50)):
            path = tmp_path / "cut"
            path.write_bytes(whole[:cut] + tail)
            reader = JournalReader(path)
            while reader.read() is not None:
                pass
            if reader.header:
                assert reader.damage() is None
                seen.add(reader.seq)
            reader.close()
    assert seen == {0, 1, 2, 3}


def test_a_reader_beside_the_writer_sees_only_whole_records(tmp_path: Path) -> None:
    writing = journal(tmp_path / "w")
    reader = JournalReader(tmp_path / "w" / "journal")
    for step in range(20_000):
        writing.metric("a", None, float(step), step, None)
        if step % 997 == 0:
            reader.read()
            assert reader.seq == step + 1
    while reader.read() is not None:
        pass
    assert reader.seq == 20_000
    writing.close()
    reader.close()


def test_no_space_keeps_data_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    full = True

    def reserve(*arguments: int) -> None:
        if full:
            raise OSError(28, "No space left on device")
        return real(*arguments)

    real = os.posix_fallocate
    monkeypatch.setattr(os, "posix_fallocate", reserve)
    monkeypatch.setattr(appendfile, "RETRY_SECONDS", 0.0)
    file = AppendFile(tmp_path / "file")
    for number in range(100):
        file.append(b"%03d " % number)
    assert file.size == 0
    full = False
    file.append(b"end")
    file.append(b"!")
    file.close()
    assert (tmp_path / "file").read_bytes() == b"".join(b"%03d " % n for n in range(100)) + b"end!"
    assert capsys.readouterr().err.count("No space left") == 1


def test_plain_writes_where_mapping_is_impossible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reserve(*_: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "posix_fallocate", reserve)
    file = AppendFile(tmp_path / "file")
    for number in range(1000):
        file.append(b"%06d" % number)
        assert (tmp_path / "file").stat().st_size == file.size
    file.close()
    assert (tmp_path / "file").read_bytes() == b"".join(b"%06d" % n for n in range(1000))


def test_windows_and_large_records(tmp_path: Path) -> None:
    file = AppendFile(tmp_path / "file")
    parts = [bytes([1 + number % 250]) * size for number, size in enumerate(_sizes())]
    for part in parts:
        file.append(part)
    file.close()
    assert (tmp_path / "file").read_bytes() == b"".join(parts)


def _sizes() -> list[int]:
    chooser = random.Random(1)
    return [chooser.choice([1, 40, 4096, 100_000, 3_000_000]) for _ in range(60)]


def test_an_unwritable_folder_turns_recording_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from suisei import Experiment

    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    experiment = Experiment(directory=blocker, mode="offline")
    experiment.log_metric("a", 1)
    experiment.end()
    assert "recording is off" in capsys.readouterr().err


def test_a_signal_in_the_middle_of_an_append(tmp_path: Path) -> None:
    file = AppendFile(tmp_path / "file")
    file.append(b"one ")
    file._busy = True  # As if a handler ran between two lines of `append`.
    file.append(b"from the handler ")
    file._busy = False
    file.append(b"two ")
    file._busy = True
    file.append(b"the last word")
    file.close()
    assert (tmp_path / "file").read_bytes() == b"one two from the handler the last word"


def test_hooks_set_over_ours_end_in_no_circle(script: Script) -> None:
    process = script.run(
        """
        import sys
        from suisei import Experiment
        first = Experiment(mode="offline")
        below = sys.excepthook
        sys.excepthook = lambda *error: (sys.stderr.write("mine\\n"), below(*error))
        second = Experiment(mode="offline")
        raise RuntimeError("once")
        """
    )
    assert process.returncode == 1
    assert process.err.count("mine") == 1 and process.err.count("RuntimeError: once") == 1
