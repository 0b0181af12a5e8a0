//! See the module `credentials` of the library.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| docker_wire_fuzz::credentials::check(data));
