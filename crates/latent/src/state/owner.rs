//! Who we are: the label by which our containers are known for ours.

use std::{fmt, fs::File, io, io::Read, path::Path};

use super::{StateError, disk};

/// Names the owner of containers: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner(String);

impl Owner {
    /// Gives the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(bytes)))
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes the owner of a seed: the same seed gives the same owner, so that a recorded run replays.
pub fn owner_from(seed: u64) -> Owner {
    let [a, b] = [mixed(seed, 1), mixed(seed, 2)];
    Owner::from_bytes(((u128::from(a) << 64) | u128::from(b)).to_be_bytes())
}

/// Makes an owner that nobody else has.
pub(super) fn random() -> io::Result<Owner> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(Owner::from_bytes(bytes))
}

/// Reads the owner, if there is one yet.
pub(super) fn read(path: &Path) -> Result<Option<Owner>, StateError> {
    let text = disk::read_if_there(path).map_err(|error| StateError::io(path, "read it", &error))?;
    let Some(text) = text else { return Ok(None) };
    let owner = parse(text.trim()).ok_or_else(|| StateError::Damaged {
        path: path.to_owned(),
        what: "this is no owner (32 hexadecimal digits)",
        hint: "restore it from our containers' labels; without it they are nobody's",
    });
    owner.map(Some)
}

/// Reads the owner, or makes it at the first open.
pub(super) fn read_or_make(
    path: &Path,
    make: impl FnOnce() -> io::Result<Owner>,
) -> Result<Owner, StateError> {
    if let Some(owner) = read(path)? {
        return Ok(owner);
    }
    let owner = make().map_err(|error| StateError::io(path, "make an owner from /dev/urandom", &error))?;
    let written = disk::replace(path, format!("{owner}\n").as_bytes());
    written.map_err(|error| StateError::io(path, "write it", &error))?;
    Ok(owner)
}

fn parse(text: &str) -> Option<Owner> {
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (text.len() == 32 && text.bytes().all(digit)).then(|| Owner(text.to_owned()))
}

/// Steele, Lea and Flood's mixing function (2014): every bit of the seed moves every bit of the result.
fn mixed(seed: u64, step: u64) -> u64 {
    let z = seed.wrapping_add(step.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
