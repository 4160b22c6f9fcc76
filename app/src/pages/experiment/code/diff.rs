//! A unified diff to rows with line numbers. Pure; takes whatever git writes and never fails.

/// What a row of a diff is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// In both, with its old and its new number.
    Same(u32, u32),
    /// New, with its number.
    Added(u32),
    /// Gone, with its old number.
    Removed(u32),
    /// Where a part begins, or a remark of git.
    Remark,
}

/// The changes of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct FileDiff {
    /// The file's name; the new one where it was renamed.
    pub(super) name: String,
    /// How many lines were added.
    pub(super) added: usize,
    /// How many lines were removed.
    pub(super) removed: usize,
    /// Its rows with their texts, signs left out.
    pub(super) rows: Vec<(Row, String)>,
}

/// The files of a diff, in order.
pub(super) fn parse(text: &str) -> Vec<FileDiff> {
    let mut files: Vec<FileDiff> = Vec::new();
    let mut part: Option<Part> = None;
    for line in text.lines() {
        if let Some(names) = line.strip_prefix("diff --git ") {
            files.push(FileDiff {
                name: new_name(names),
                ..FileDiff::default()
            });
            part = None;
            continue;
        }
        let Some(file) = files.last_mut() else {
            continue;
        };
        match &mut part {
            Some(open) if !open.is_done() => open.take(line, file),
            _ if line.starts_with("@@ ") => {
                part = Part::begin(line);
                file.rows.push((Row::Remark, line.to_owned()));
            }
            _ => file.remark(line),
        }
    }
    files
}

/// The second name of `a/old b/new`.
fn new_name(names: &str) -> String {
    names
        .rsplit_once(" b/")
        .map_or(names, |(_, name)| name)
        .trim_matches('"')
        .to_owned()
}

impl FileDiff {
    /// Keeps what git says about a file, unless the rows say it anyway.
    fn remark(&mut self, line: &str) {
        let told = [
            "new file",
            "deleted file",
            "rename ",
            "Binary files",
            "GIT binary",
            "\\ No",
        ];
        if told.iter().any(|start| line.starts_with(start)) {
            self.rows
                .push((Row::Remark, line.trim_start_matches("\\ ").to_owned()));
        }
    }
}

/// What is left of a part, by its head `@@ -41,5 +41,6 @@`.
struct Part {
    old: u32,
    new: u32,
    old_left: u32,
    new_left: u32,
}

impl Part {
    fn begin(head: &str) -> Option<Self> {
        let mut words = head.split_whitespace().skip(1);
        let range = |word: &str| -> Option<(u32, u32)> {
            let (start, length) = word
                .get(1..)?
                .split_once(',')
                .unwrap_or((word.get(1..)?, "1"));
            Some((start.parse().ok()?, length.parse().ok()?))
        };
        let (old, old_left) = range(words.next()?)?;
        let (new, new_left) = range(words.next()?)?;
        Some(Self {
            old,
            new,
            old_left,
            new_left,
        })
    }

    fn is_done(&self) -> bool {
        self.old_left == 0 && self.new_left == 0
    }

    fn take(&mut self, line: &str, file: &mut FileDiff) {
        let mut characters = line.chars();
        let sign = characters.next().unwrap_or(' ');
        let row = match sign {
            '+' => {
                file.added += 1;
                Row::Added(self.new)
            }
            '-' => {
                file.removed += 1;
                Row::Removed(self.old)
            }
            '\\' => {
                file.rows
                    .push((Row::Remark, characters.as_str().trim().to_owned()));
                return;
            }
            _ => Row::Same(self.old, self.new),
        };
        if sign != '+' {
            self.old += 1;
            self.old_left = self.old_left.saturating_sub(1);
        }
        if sign != '-' {
            self.new += 1;
            self.new_left = self.new_left.saturating_sub(1);
        }
        file.rows.push((row, characters.as_str().to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFF: &str = "diff --git a/net/optim.py b/net/optim.py
index 1..2 100644
--- a/net/optim.py
+++ b/net/optim.py
@@ -41,3 +41,4 @@ def build():
     groups = split()
-    old = 1
+    new = 1
+--- not a header
     return groups
diff --git a/logo.png b/logo.png
new file mode 100644
Binary files /dev/null and b/logo.png differ
";

    #[test]
    fn rows_carry_their_numbers() {
        let files = parse(DIFF);
        assert_eq!(files.len(), 2);
        assert_eq!(
            (files[0].name.as_str(), files[0].added, files[0].removed),
            ("net/optim.py", 2, 1)
        );
        let rows: Vec<Row> = files[0].rows.iter().map(|(row, _)| *row).collect();
        assert_eq!(
            rows,
            [
                Row::Remark,
                Row::Same(41, 41),
                Row::Removed(42),
                Row::Added(42),
                Row::Added(43),
                Row::Same(43, 44)
            ]
        );
        assert_eq!(files[0].rows[4].1, "--- not a header");
        assert_eq!(files[1].rows.len(), 2);
    }

    #[test]
    fn anything_else_is_taken_calmly() {
        assert!(parse("").is_empty());
        assert!(parse("no diff\n@@ -1 +1 @@").is_empty());
        assert_eq!(parse("diff --git x\n@@ nonsense\n+a").len(), 1);
        assert_eq!(
            parse("diff --git a/a b/a\n@@ -1 +1 @@\n-é\n+")
                .first()
                .map(|f| f.rows.len()),
            Some(3)
        );
    }
}
