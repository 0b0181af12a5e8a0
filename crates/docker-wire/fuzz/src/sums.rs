//! Archives whose headers add up: without that, nearly every mutation ends at a checksum.

const BLOCK: usize = 512;

/// Writes the right checksum into each header of what may be an archive.
pub fn mended(data: &[u8]) -> Vec<u8> {
    let mut archive = data.to_vec();
    let mut at = 0;
    while let Some(header) = archive.get_mut(at..at + BLOCK) {
        if header.iter().any(|byte| *byte != 0) {
            header[148..156].fill(b' ');
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
        let octal = |size, byte: &u8| usize::from(byte & 7) | size << 3;
        let digits = header[124..136].iter().filter(|byte| byte.is_ascii_digit());
        let size: usize = digits.take(5).fold(0, octal);
        // What is longer than this is longer than the data.
        at += BLOCK + size.next_multiple_of(BLOCK);
    }
    archive
}
