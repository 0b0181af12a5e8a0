//! See the module `chunked` of the library.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| docker_wire_fuzz::chunked::check(data));
