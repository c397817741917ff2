//! What the compiler says about requests that don't compile. On another toolchain its words may differ.

#[test]
fn compile_fail() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
