//! A small seeded generator, so that what a recorded run sent is sent again byte by byte.

/// Splitmix64: spreads any seed well, and its whole state is one number.
///
/// It serves WebSocket masks and handshake keys, which guard proxies against confusion and are no secrets.
#[derive(Debug, Clone)]
pub(super) struct Seeded(u64);

impl Seeded {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn mask(&mut self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.number().to_le_bytes();
        [a, b, c, d]
    }

    pub(super) fn key(&mut self) -> [u8; 16] {
        let mut key = [0; 16];
        let (low, high) = key.split_at_mut(8);
        low.copy_from_slice(&self.number().to_le_bytes());
        high.copy_from_slice(&self.number().to_le_bytes());
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence() {
        let mut first = Seeded::new(7);
        let mut second = Seeded::new(7);
        assert_eq!((first.mask(), first.key()), (second.mask(), second.key()));
        assert_ne!(Seeded::new(8).key(), Seeded::new(7).key());
    }

    #[test]
    fn the_sequence_is_the_published_one() {
        // The reference values of splitmix64 for the seed 1234567.
        let mut seeded = Seeded::new(1_234_567);
        assert_eq!(seeded.number(), 6_457_827_717_110_365_317);
        assert_eq!(seeded.number(), 3_203_168_211_198_807_973);
    }
}
