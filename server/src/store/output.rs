//! Console output: raw text of two streams in, numbered lines out. A last line without its end is
//! continued by the next text of the same stream, also when the other stream wrote in between.
//! Never drops a byte of text; a very long line goes on in the next one.

use std::collections::BTreeMap;

use suisei_core::api::{OutputLine, OutputPage};
use suisei_core::event::{Micros, Stream};
use suisei_core::wire::WireError;
use suisei_core::wire::cursor::Cursor;

use super::StoreError;
use super::codec;
use super::keys::ExperimentId;
use super::kv::{Change, Direction, Kv};
use super::values::text;

/// A chunk that is longer than this takes no more lines.
const CHUNK_BYTES: usize = 32 * 1024;
/// A line that is longer than this goes on in a new one.
const LINE_BYTES: usize = 8 * 1024;
/// Most text of one answer.
const PAGE_BYTES: usize = 4 * 1024 * 1024;
const LINE_HEADER: usize = 13;

const ERROR: u8 = 1;
const OPEN: u8 = 2;

/// Where the output of an experiment stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OutputCursor {
    /// Lines in all.
    pub(crate) lines: u64,
    /// First line of the last chunk.
    last_chunk: u64,
    /// For stdout and stderr, the line that has no end yet: first line of its chunk, its number.
    open: [Option<(u64, u64)>; 2],
}

impl OutputCursor {
    /// `lines u64 | last chunk u64 | 2 × (chunk u64 | line u64)`, with u64::MAX for no line.
    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(48);
        let mut word = |value: u64| out.extend_from_slice(&value.to_le_bytes());
        word(self.lines);
        word(self.last_chunk);
        for open in self.open {
            let (chunk, line) = open.unwrap_or((u64::MAX, u64::MAX));
            word(chunk);
            word(line);
        }
        out
    }

    /// Reads it back.
    pub(super) fn decode(body: &[u8]) -> Result<Self, WireError> {
        let mut cursor = Cursor::new(body);
        let mut word = || cursor.u64("output cursor");
        let (lines, last_chunk) = (word()?, word()?);
        let mut open = [None; 2];
        for slot in &mut open {
            let place = (word()?, word()?);
            *slot = (place.1 != u64::MAX).then_some(place);
        }
        Ok(Self {
            lines,
            last_chunk,
            open,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    time: Micros,
    error: bool,
    open: bool,
    text: String,
}

#[derive(Debug, Clone, Default)]
struct Chunk {
    lines: Vec<Line>,
    n_bytes: usize,
}

impl Chunk {
    fn push(&mut self, line: Line) {
        self.n_bytes += LINE_HEADER + line.text.len();
        self.lines.push(line);
    }

    /// For each line `time i64 | flags u8 | length u32 | text`.
    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.n_bytes);
        for line in &self.lines {
            out.extend_from_slice(&line.time.to_le_bytes());
            out.push(u8::from(line.error) * ERROR + u8::from(line.open) * OPEN);
            out.extend_from_slice(&(line.text.len() as u32).to_le_bytes());
            out.extend_from_slice(line.text.as_bytes());
        }
        out
    }

    fn decode(body: &[u8]) -> Result<Self, WireError> {
        let mut cursor = Cursor::new(body);
        let mut chunk = Self::default();
        while cursor.left() > 0 {
            let time = cursor.u64("output line")? as i64;
            let flags = cursor.u8("output line")?;
            let n_bytes = cursor.u32("output line")? as usize;
            let text = text(&mut cursor, n_bytes, "output line")?;
            chunk.push(Line {
                time,
                error: flags & ERROR != 0,
                open: flags & OPEN != 0,
                text,
            });
        }
        Ok(chunk)
    }
}

fn what(id: ExperimentId, first: u64) -> String {
    format!("console output from line {first} of experiment {}", id.0)
}

/// Text that is being taken in; sees what is stored and what it took itself.
pub(crate) struct OutputWriter {
    id: ExperimentId,
    cursor: OutputCursor,
    chunks: BTreeMap<u64, Chunk>,
}

impl OutputWriter {
    /// Continues where `cursor` stands.
    pub(crate) fn new(id: ExperimentId, cursor: OutputCursor) -> Self {
        Self {
            id,
            cursor,
            chunks: BTreeMap::new(),
        }
    }

    /// Where the output stands now.
    pub(crate) fn cursor(&self) -> &OutputCursor {
        &self.cursor
    }

    /// Takes text of a stream in.
    pub(crate) fn push(
        &mut self,
        kv: &dyn Kv,
        stream: Stream,
        text: &str,
        time: Micros,
    ) -> Result<(), StoreError> {
        for piece in text.split_inclusive('\n') {
            let (mut body, ends) = match piece.strip_suffix('\n') {
                Some(body) => (body, true),
                None => (piece, false),
            };
            loop {
                let line = self.open_line(kv, stream, time)?;
                let room = LINE_BYTES.saturating_sub(line.text.len());
                let taken = floor_char_boundary(body, room);
                line.text.push_str(&body[..taken]);
                body = &body[taken..];
                let chunk = self.cursor.open[slot(stream)].map(|(chunk, _)| chunk);
                if let Some(chunk) = chunk.and_then(|first| self.chunks.get_mut(&first)) {
                    chunk.n_bytes += taken;
                }
                if body.is_empty() {
                    break;
                }
                self.close(kv, stream)?;
            }
            if ends {
                self.close(kv, stream)?;
            }
        }
        Ok(())
    }

    /// The line that text of this stream goes to.
    fn open_line(
        &mut self,
        kv: &dyn Kv,
        stream: Stream,
        time: Micros,
    ) -> Result<&mut Line, StoreError> {
        let place = match self.cursor.open[slot(stream)] {
            Some(place) => place,
            None => self.new_line(kv, stream, time)?,
        };
        self.line(kv, place)
    }

    fn new_line(
        &mut self,
        kv: &dyn Kv,
        stream: Stream,
        time: Micros,
    ) -> Result<(u64, u64), StoreError> {
        let number = self.cursor.lines;
        let full = self.chunk(kv, self.cursor.last_chunk)?.n_bytes >= CHUNK_BYTES;
        if full {
            self.cursor.last_chunk = number;
            self.chunks.insert(number, Chunk::default());
        }
        let error = stream == Stream::Stderr;
        let first = self.cursor.last_chunk;
        self.chunk(kv, first)?.push(Line {
            time,
            error,
            open: true,
            text: String::new(),
        });
        self.cursor.lines += 1;
        self.cursor.open[slot(stream)] = Some((first, number));
        Ok((first, number))
    }

    fn close(&mut self, kv: &dyn Kv, stream: Stream) -> Result<(), StoreError> {
        if let Some(place) = self.cursor.open[slot(stream)].take() {
            self.line(kv, place)?.open = false;
        }
        Ok(())
    }

    fn line(&mut self, kv: &dyn Kv, place: (u64, u64)) -> Result<&mut Line, StoreError> {
        let (first, number) = place;
        let id = self.id;
        let index = number.saturating_sub(first) as usize;
        let chunk = self.chunk(kv, first)?;
        let n_lines = chunk.lines.len();
        chunk.lines.get_mut(index).ok_or_else(|| {
            StoreError::damaged(
                what(id, first),
                format!("it holds {n_lines} lines, not {index}"),
            )
        })
    }

    fn chunk(&mut self, kv: &dyn Kv, first: u64) -> Result<&mut Chunk, StoreError> {
        if !self.chunks.contains_key(&first) {
            let chunk = match kv.get(&self.id.output(first))? {
                Some(value) => decode_chunk(self.id, first, &value)?,
                None => Chunk::default(),
            };
            self.chunks.insert(first, chunk);
        }
        Ok(self.chunks.entry(first).or_default())
    }

    /// The changes that store what was taken in.
    pub(crate) fn changes(&self, changes: &mut Vec<Change>) {
        for (first, chunk) in &self.chunks {
            changes.push(Change::Put(
                self.id.output(*first),
                codec::seal(&chunk.encode()),
            ));
        }
        changes.push(Change::Put(
            self.id.output_cursor(),
            codec::seal(&self.cursor.encode()),
        ));
    }
}

fn slot(stream: Stream) -> usize {
    match stream {
        Stream::Stdout => 0,
        Stream::Stderr => 1,
    }
}

/// The greatest length up to `most` that does not cut a character.
fn floor_char_boundary(text: &str, most: usize) -> usize {
    if text.len() <= most {
        return text.len();
    }
    (0..=most)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

fn decode_chunk(id: ExperimentId, first: u64, value: &[u8]) -> Result<Chunk, StoreError> {
    let body = codec::open(value, || what(id, first))?;
    Chunk::decode(body).map_err(|error| StoreError::damaged(what(id, first), error))
}

/// At most `limit` lines from number `after` on; fewer when they are long.
pub(super) fn read(
    kv: &dyn Kv,
    id: ExperimentId,
    total: u64,
    after: u64,
    limit: usize,
) -> Result<OutputPage, StoreError> {
    let mut page = OutputPage {
        lines: Vec::new(),
        total,
    };
    let mut n_bytes = 0;
    let before = kv.scan(&id.output_up_to(after), 1, Direction::Backward)?;
    let mut start = before.first().map_or(0, |(key, _)| key.last_u64());
    loop {
        let chunks = kv.scan(&id.output_from(start), 8, Direction::Forward)?;
        if chunks.is_empty() {
            return Ok(page);
        }
        for (key, value) in chunks {
            let first = key.last_u64();
            for (number, line) in (first..).zip(decode_chunk(id, first, &value)?.lines) {
                if number >= total || page.lines.len() >= limit || n_bytes >= PAGE_BYTES {
                    return Ok(page);
                }
                if number >= after {
                    n_bytes += line.text.len();
                    page.lines.push(OutputLine {
                        number,
                        time: line.time,
                        error: line.error,
                        text: line.text,
                    });
                }
                start = number + 1;
            }
        }
    }
}
