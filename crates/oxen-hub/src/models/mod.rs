//! The hub's models: listing, finding, deploying them.

mod calls;
mod info;
mod listing;
mod pages;

pub use self::calls::{ActivationWait, ModelCall, Models};
pub use self::info::{
    Capabilities, Deployment, DeploymentStatus, Developer, ModelInfo, ModelType, Pricing,
    PricingMethod,
};
pub use self::listing::{Listing, ListingCall, ListingDocument, ModelFilter};
