//! Models written by hand in the shape of the generated ones.

pub mod chat;
pub mod deepseek_v4_flash;
pub mod ox_painter;
pub mod required;
