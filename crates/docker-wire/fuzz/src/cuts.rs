//! Bytes in the pieces in which they may arrive.

use bytes::Bytes;

/// Cuts bytes in several ways: not at all, at places that the bytes themselves decide about, and everywhere.
pub fn ways(data: &[u8]) -> Vec<Vec<Bytes>> {
    let whole = Bytes::copy_from_slice(data);
    let mut ways = vec![vec![whole.clone()], somewhere(&whole)];
    if data.len() <= 512 {
        ways.push((0..data.len()).map(|at| whole.slice(at..=at)).collect());
    }
    ways
}

/// Cuts bytes at up to eight places, always the same for the same bytes.
pub fn somewhere(whole: &Bytes) -> Vec<Bytes> {
    let mut random = whole.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut places = vec![0, whole.len()];
    for _ in 0..random % 9 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        places.push((random % (whole.len() as u64 + 1)) as usize);
    }
    places.sort_unstable();
    places.windows(2).map(|pair| whole.slice(pair[0]..pair[1])).collect()
}
