//! What the request macros say about requests that aren't valid. On another toolchain rustc's own words may differ.
#![cfg(feature = "macros")]

#[test]
#[cfg(feature = "developers")]
fn macros_compile_fail() {
    trybuild::TestCases::new().compile_fail("tests/macros_compile_fail/*.rs");
}

#[test]
#[cfg(all(feature = "deepseek", not(feature = "black-forest-labs")))]
fn a_model_that_is_left_out_of_the_build() {
    trybuild::TestCases::new().compile_fail("tests/macros_feature_off/*.rs");
}
