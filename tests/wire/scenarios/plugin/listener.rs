//! A program of 264 bytes, so that a plugin can be enabled: an engine insists on somebody who listens.
//!
//! It listens on a socket and waits for SIGTERM. As its first process it would not get the signal unless it blocks it.

/// Where it listens, as it is written at the end of the program.
pub(super) const SOCKET: &str = "nothing.sock";

/// For Linux on x86-64: a header, one segment with everything in it, and eight system calls.
#[rustfmt::skip]
const BEFORE_SOCKET: &[u8] = &[
    // ELF header: 64 bits, x86-64, executable, begins at 0x400078, one program header.
    0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    2, 0, 62, 0, 1, 0, 0, 0, 0x78, 0, 0x40, 0, 0, 0, 0, 0,
    64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 64, 0, 56, 0, 1, 0, 0, 0, 0, 0, 0, 0,
    // Program header: load all 0x108 bytes at 0x400000, to be read and run.
    1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0,
    8, 1, 0, 0, 0, 0, 0, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0,
    // rt_sigprocmask(SIG_BLOCK, &mask, NULL, 8)
    0xb8, 14, 0, 0, 0, 0x31, 0xff, 0x48, 0x8d, 0x35, 0x57, 0, 0, 0, 0x31, 0xd2, 0x41, 0xba, 8, 0, 0, 0, 0x0f, 0x05,
    // socket(AF_UNIX, SOCK_STREAM, 0)
    0xb8, 41, 0, 0, 0, 0xbf, 1, 0, 0, 0, 0xbe, 1, 0, 0, 0, 0x0f, 0x05,
    // bind(it, &address, 35)
    0x89, 0xc7, 0xb8, 49, 0, 0, 0, 0x48, 0x8d, 0x35, 0x36, 0, 0, 0, 0xba, 35, 0, 0, 0, 0x0f, 0x05,
    // listen(it, 1)
    0xb8, 50, 0, 0, 0, 0xbe, 1, 0, 0, 0, 0x0f, 0x05,
    // rt_sigtimedwait(&mask, NULL, NULL, 8)
    0xb8, 128, 0, 0, 0, 0x48, 0x8d, 0x3d, 0x0f, 0, 0, 0, 0x31, 0xf6, 0x31, 0xd2, 0x0f, 0x05,
    // exit(0)
    0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05,
    // mask: SIGTERM
    0, 0x40, 0, 0, 0, 0, 0, 0,
    // address: AF_UNIX, and the path
    1, 0,
];

/// Returns the program.
pub(super) fn program() -> Vec<u8> {
    let mut program = BEFORE_SOCKET.to_vec();
    program.extend(format!("/run/docker/plugins/{SOCKET}\0").bytes());
    program
}
