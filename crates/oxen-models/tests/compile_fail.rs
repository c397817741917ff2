//! What the compiler says about requests that don't compile. On another toolchain its words may differ.

#[test]
#[cfg(all(feature = "anthropic", feature = "black-forest-labs", feature = "deepseek"))]
fn compile_fail() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
