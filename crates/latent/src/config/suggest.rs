//! Finds the word that a person meant.

/// Finds the known word that is nearest to one that is unknown, if any is near enough.
pub(super) fn nearest<'a>(unknown: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = plain(unknown);
    if plain.is_empty() {
        return None;
    }
    let spelt: String = unknown.chars().take(80).collect();
    let reach = (plain.chars().count() / 3).clamp(1, 3);
    known
        .map(|word| (strsim::damerau_levenshtein(&plain, &self::plain(word)), word))
        .filter(|(distance, _)| *distance <= reach)
        // Of two spellings of one word the one that is written alike is meant.
        .min_by_key(|(distance, word)| (*distance, strsim::damerau_levenshtein(&spelt, word)))
        .map(|(_, word)| word)
}

/// A word without what spellings differ in: case and separators.
fn plain(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_its_word() {
        let known = ["image", "dockerfile", "build_wait_timeout", "ro", "rw"];
        let table = [
            ("imgae", Some("image")),
            ("Image", Some("image")),
            ("docker_file", Some("dockerfile")),
            ("buildWaitTimeout", Some("build_wait_timeout")),
            ("r", Some("ro")),
            ("tls", None),
            ("", None),
        ];
        for (unknown, expected) in table {
            assert_eq!(nearest(unknown, known.into_iter()), expected, "{unknown}");
        }
    }
}
