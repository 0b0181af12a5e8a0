//! The name that was probably meant.

/// Finds the name that is the same but for case.
pub(crate) fn same(name: &str, mut names: impl Iterator<Item = &'static str>) -> Option<String> {
    names.find(|known| known.eq_ignore_ascii_case(name)).map(str::to_owned)
}

/// Finds the nearest name, if it is near: no more than every third letter is wrong. Of two, it is the one that is
/// as long, and then the one with the same case.
pub(crate) fn of(name: &str, names: impl Iterator<Item = &'static str>) -> Option<String> {
    let chars = |text: &str| text.chars().collect::<Vec<_>>();
    let (exact, lower) = (chars(name), chars(&name.to_lowercase()));
    let rank = |known: &'static str| {
        let letters = distance(&lower, &chars(&known.to_lowercase()));
        (letters, known.len().abs_diff(name.len()), distance(&exact, &chars(known)), known)
    };
    let (distance, .., known) = names.map(rank).min()?;
    (distance <= 1 + exact.len() / 3).then(|| known.to_owned())
}

/// Counts the wrong letters between two names, whatever their case.
pub(crate) fn letters(name: &str, known: &str) -> usize {
    let letters = |text: &str| text.to_lowercase().chars().collect::<Vec<_>>();
    distance(&letters(name), &letters(known))
}

/// Counts the letters to insert, remove, replace or swap with their neighbor.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, a) in from.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, b) in to.iter().enumerate() {
            let mut least =
                (last[column] + usize::from(a != b)).min(last[column + 1] + 1).min(next[column] + 1);
            let swapped = row > 0 && column > 0 && from[row - 1] == *b && to[column - 1] == *a;
            if swapped {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 4] = ["Memory", "MemorySwap", "Mounts", "NanoCpus"];

    #[test]
    fn the_nearest_name_is_the_one_with_the_fewest_wrong_letters() {
        let nearest = |name| of(name, NAMES.into_iter());
        assert_eq!(nearest("Memroy").as_deref(), Some("Memory"));
        assert_eq!(nearest("memory_swap").as_deref(), Some("MemorySwap"));
        assert_eq!(nearest("NanoCPU").as_deref(), Some("NanoCpus"));
        assert_eq!(nearest("Privileged"), None);
        assert_eq!(nearest("é"), None);
        assert_eq!(of("or", ["O", "ro"].into_iter()).as_deref(), Some("ro"));
        assert_eq!(of("zz", ["Z", "ro", "z"].into_iter()).as_deref(), Some("z"));
        assert_eq!(of("Memory", [].into_iter()), None);
    }

    #[test]
    fn letters_that_changed_places_are_one_mistake() {
        let distance = |a: &str, b: &str| {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            distance(&letters(a), &letters(b))
        };
        assert_eq!(distance("memroy", "memory"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
