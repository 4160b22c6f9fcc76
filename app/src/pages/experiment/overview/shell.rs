//! Words for a POSIX shell.

/// A word as a shell reads it back: quoted where it needs to be, plain where it does not.
pub(super) fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-+=:,./@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Words as one command.
pub(super) fn join(words: &[String]) -> String {
    words
        .iter()
        .map(|word| quote(word))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_quotes_gets_them() {
        assert_eq!(quote("--lr=1e-3"), "--lr=1e-3");
        assert_eq!(quote(""), "''");
        assert_eq!(quote("two words"), "'two words'");
        assert_eq!(quote("$HOME; rm"), "'$HOME; rm'");
        assert_eq!(quote("it's"), r"'it'\''s'");
        assert_eq!(quote("é"), "'é'");
    }

    #[test]
    fn commands_are_joined() {
        let words = ["python", "train.py", "--name", "a b"].map(str::to_owned);
        assert_eq!(join(&words), "python train.py --name 'a b'");
    }
}
