//! What the request macros say about requests that aren't valid. On another toolchain rustc's own words may differ.

#[test]
fn macros_compile_fail() {
    trybuild::TestCases::new().compile_fail("tests/macros_compile_fail/*.rs");
}
